package dev.pirn.cli.live;

import dev.pirn.cli.attach.AttachException;
import dev.pirn.cli.attach.Attachment;
import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The JVMs that run Pirn. They are asked, if at all, at the same time, and for so long at most. */
public final class Jvms {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Jvms() {}

    /**
     * What is known of a JVM.
     *
     * @param pid its process
     * @param program what it runs
     * @param millis how long it runs; 0 if the system does not report it
     * @param loops its loops; null if it was not asked
     * @param problem why it cannot answer; empty if it can
     */
    public record Jvm(
            long pid, String program, long millis, @Nullable List<Json> loops, String problem) {

        /** {@return it as JSON} */
        public Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("pid", pid);
            json.put("program", program);
            json.put("uptimeMillis", millis);
            if (loops == null) return json;
            json.put("loops", loops.stream().map(Json::fields).toList());
            json.put("problem", problem.isEmpty() ? null : problem);
            return json;
        }
    }

    /**
     * {@return the answer of each of some JVMs} Blocks for the answers, and not much longer than one of them may take.
     *
     * @param candidates processes, and what they run
     */
    public static List<Jvm> ask(Map<Long, String> candidates) {
        List<Future<Jvm>> questions = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
            candidates.forEach((pid, program) -> questions.add(threads.submit(() -> ask(pid, program))));
        }
        return questions.stream().map(Future::resultNow).toList();
    }

    private static Jvm ask(long pid, String program) {
        try (Attachment jvm = Attachment.to(pid, PATIENCE)) {
            List<Json> loops = new ArrayList<>();
            for (Link link : jvm.links())
                loops.addAll(Json.parse(link.ask("summary")).objects("loops"));
            return new Jvm(pid, program, uptime(pid), loops, "");
        } catch (AttachException | IOException e) {
            return new Jvm(pid, program, uptime(pid), List.of(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@return JVMs of which nothing is known but what they run}
     *
     * @param candidates processes, and what they run
     */
    public static List<Jvm> untouched(Map<Long, String> candidates) {
        List<Jvm> all = new ArrayList<>();
        candidates.forEach((pid, program) -> all.add(new Jvm(pid, program, uptime(pid), null, "")));
        return all;
    }

    private static long uptime(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(start -> Math.max(1, Duration.between(start, Instant.now()).toMillis()))
                .orElse(0L);
    }

    /**
     * {@return the table of JVMs that were not asked}
     *
     * @param jvms what is known of them
     */
    public static List<String> lines(List<Jvm> jvms) {
        Columns columns = new Columns("rrl");
        columns.add("PID", "UPTIME", "PROGRAM");
        for (Jvm jvm : jvms) columns.add(jvm.pid, uptime(jvm), jvm.program);
        return columns.lines();
    }

    /**
     * {@return the table of JVMs that were asked}
     *
     * @param jvms their answers
     */
    public static List<String> loopLines(List<Jvm> jvms) {
        Columns columns = new Columns("rrrrll");
        columns.add("PID", "UPTIME", "LOOPS", "TASKS", "BACKENDS", "PROGRAM");
        for (Jvm jvm : jvms) addTo(columns, jvm, jvm.loops == null ? List.of() : jvm.loops);
        return columns.lines();
    }

    private static void addTo(Columns columns, Jvm jvm, List<Json> loops) {
        if (jvm.problem.isEmpty())
            columns.add(jvm.pid, uptime(jvm), loops.size(), tasks(loops), backends(loops), jvm.program);
        else columns.add(jvm.pid, uptime(jvm), "?", "?", "?", jvm.program + "  (" + jvm.problem + ")");
    }

    private static String uptime(Jvm jvm) {
        return jvm.millis == 0 ? "?" : Amounts.ofMillis(jvm.millis);
    }

    private static long tasks(List<Json> loops) {
        return loops.stream().mapToLong(loop -> loop.number("tasks")).sum();
    }

    private static String backends(List<Json> loops) {
        return String.join(
                ",", loops.stream().map(loop -> loop.text("backend")).distinct().toList());
    }
}
