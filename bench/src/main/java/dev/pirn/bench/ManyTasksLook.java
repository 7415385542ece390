package dev.pirn.bench;

import dev.pirn.bench.micro.ManyTasks;
import dev.pirn.bench.server.PirnEcho;
import dev.pirn.cli.Main;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One look at a program of very many tasks: how long it takes, and for how long at a stretch the program's loop does
 * not turn meanwhile; beside the longest such stretch unobserved for as long, and when the same command looks at
 * another program, which is what the machine does by itself. Pauses of the garbage collector are counted apart: they
 * depend on the collector, and a loop that makes garbage has them unobserved, too.
 *
 * @param how the look
 * @param program who is looked at
 * @param other another program of Pirn's that does nothing
 * @param tasks how many it has
 * @param cores where the command runs, so that it does not take the loop's core
 */
record ManyTasksLook(Look how, ServerProcess program, ServerProcess other, int tasks, Cores cores)
        implements Measurement {

    static final String SECONDS = "look";
    static final String HELD = "held";
    static final String HELD_ALONE = "held_alone";
    static final String HELD_ELSEWHERE = "held_elsewhere";

    /** Ends the names of those that count the pauses of the garbage collector as well. */
    static final String WITH_PAUSES = "_or_paused";

    /**
     * Few collections, since threads that a pause stops come back one after the other, which looks the same as the
     * loop's turns.
     */
    private static final List<String> ROOMY = List.of("-Xms1g", "-Xmx2g", "-Xmn512m", "-XX:+AlwaysPreTouch");

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final double NANOS_IN_SECOND = 1e9;
    private static final double NANOS_IN_MILLI = 1e6;

    /** A way to look at all tasks. */
    enum Look {
        PS("pirn ps PID"),
        PSTREE("pirn pstree PID --json"),
        DUMP("Pirn.dump()");

        private final String words;

        Look(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        String subject() {
            return switch (this) {
                case PS -> "pirn-ps";
                case PSTREE -> "pirn-pstree";
                case DUMP -> "pirn-dump";
            };
        }

        private String[] arguments(ServerProcess program) {
            String pid = Long.toString(program.pid());
            return this == PS ? new String[] {"ps", pid} : new String[] {"pstree", pid, "--json"};
        }
    }

    /** Starts the program and makes each look, as often as the effort says. */
    static void run(Session session, String backend, int tasks, Effort effort)
            throws IOException, InterruptedException {
        Cores cores = Cores.find();
        session.note("watched", backend);
        session.show("starting " + tasks + " tasks");
        List<String> flags = new ArrayList<>(Jvm.PIRN);
        flags.add("-XX:+EnableDynamicAgentLoading"); // else the JVM warns of the agent
        List<String> roomy = new ArrayList<>(flags);
        roomy.addAll(ROOMY);
        List<String> command = Jvm.command(roomy, ManyTasks.class, backend, Integer.toString(tasks));
        List<String> idle = Jvm.command(flags, PirnEcho.class, "PORT", backend, "streams");
        try (ServerProcess program = ServerProcess.startProgram(command);
                ServerProcess other = ServerProcess.start(idle)) {
            List<Measurement> all = new ArrayList<>();
            for (Look how : Look.values()) all.add(new ManyTasksLook(how, program, other, tasks, cores));
            session.run(all, effort, _ -> {}, _ -> {});
        }
    }

    @Override
    public String subject() {
        return how.subject();
    }

    @Override
    public String title() {
        return "of " + tasks + " tasks";
    }

    /** Something that takes a while. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    @Override
    public List<Sample> run() throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        long begun = System.nanoTime();
        samples.addAll(held(HELD, () -> look(program)));
        long took = System.nanoTime() - begun;
        samples.add(sample(SECONDS, "s", took / NANOS_IN_SECOND));
        samples.addAll(held(HELD_ALONE, () -> Thread.sleep(Duration.ofNanos(took))));
        if (how != Look.DUMP) samples.addAll(held(HELD_ELSEWHERE, () -> look(other)));
        return samples;
    }

    private List<Sample> held(String name, Work work) throws IOException, InterruptedException {
        program.ask(ManyTasks.BEGIN);
        work.run();
        String[] nanos = program.ask(ManyTasks.END).split(" ", -1);
        return List.of(
                sample(name, "ms", Long.parseLong(nanos[0]) / NANOS_IN_MILLI),
                sample(name + WITH_PAUSES, "ms", Long.parseLong(nanos[1]) / NANOS_IN_MILLI));
    }

    private Sample sample(String name, String unit, double value) {
        return Sample.of(WatchSuite.SUITE, subject(), name, tasks, unit, value);
    }

    private void look(ServerProcess at) throws IOException, InterruptedException {
        if (how == Look.DUMP) {
            at.ask(ManyTasks.DUMP);
            return;
        }
        Process process = new ProcessBuilder(cores.load(Jvm.command(Jvm.PIRN, Main.class, how.arguments(at))))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Deadline _ = new Deadline(PATIENCE, process::destroyForcibly)) {
            int exitCode = process.waitFor();
            if (exitCode != 0) throw new Failed(how.words() + " ended with exit code " + exitCode);
        } finally {
            Children.end(process);
        }
    }
}
