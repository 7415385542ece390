package dev.pirn.cli.live;

import dev.pirn.cli.attach.AttachException;
import dev.pirn.cli.attach.Attachment;
import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The JVMs that run Pirn, each asked at the same time as the others, and for so long at most. */
public final class Jvms {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private Jvms() {}

    /**
     * What is known of a JVM.
     *
     * @param pid its process
     * @param program what it runs
     * @param loops its loops
     * @param problem why it cannot tell; empty if it can
     */
    public record Jvm(long pid, String program, List<Json> loops, String problem) {

        /** {@return it as JSON} */
        public Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("pid", pid);
            json.put("program", program);
            json.put("loops", loops.stream().map(Json::fields).toList());
            json.put("problem", problem.isEmpty() ? null : problem);
            return json;
        }
    }

    /**
     * {@return what each of some JVMs tells} Blocks for the answers, and not much longer than one of them may take.
     *
     * @param candidates processes, and what they run
     */
    public static List<Jvm> ask(Map<Long, String> candidates) {
        List<Future<Jvm>> questions = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
            candidates.forEach((pid, program) -> questions.add(threads.submit(() -> ask(pid, program))));
        }
        return questions.stream().map(Future::resultNow).toList();
    }

    private static Jvm ask(long pid, String program) {
        try (Attachment jvm = Attachment.to(pid, PATIENCE)) {
            List<Json> loops = new ArrayList<>();
            for (Link link : jvm.links()) loops.addAll(Json.parse(link.ask("summary")).objects("loops"));
            return new Jvm(pid, program, loops, "");
        } catch (AttachException | IOException e) {
            return new Jvm(pid, program, List.of(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@return JVMs of which nothing is known but what they run}
     *
     * @param candidates processes, and what they run
     */
    public static List<Jvm> untouched(Map<Long, String> candidates) {
        List<Jvm> all = new ArrayList<>();
        candidates.forEach((pid, program) -> all.add(new Jvm(pid, program, List.of(), "not asked")));
        return all;
    }

    /**
     * {@return the table}
     *
     * @param jvms what they told
     */
    public static List<String> lines(List<Jvm> jvms) {
        Columns columns = new Columns("rrrll");
        columns.add("PID", "LOOPS", "TASKS", "BACKENDS", "PROGRAM");
        for (Jvm jvm : jvms) {
            if (jvm.problem.isEmpty()) columns.add(jvm.pid, jvm.loops.size(), tasks(jvm), backends(jvm), jvm.program);
            else columns.add(jvm.pid, "?", "?", "?", jvm.program + "  (" + jvm.problem + ")");
        }
        return columns.lines();
    }

    private static long tasks(Jvm jvm) {
        return jvm.loops.stream().mapToLong(loop -> loop.number("tasks")).sum();
    }

    private static String backends(Jvm jvm) {
        return String.join(
                ",", jvm.loops.stream().map(loop -> loop.text("backend")).distinct().toList());
    }
}
