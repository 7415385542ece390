package dev.pirn.bench;

import dev.pirn.bench.micro.SleepingTasks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * All that {@code bench micro} measures: for each operation who does it, and by which benchmark. Another operation is another
 * line here. The names are those that the same measurements of asyncio have.
 */
final class Catalogue {

    static final String SUITE = "micro";

    private static final List<String> TRANSPORTS = List.of("nio", "epoll", "io_uring");
    private static final String SLEEPERS = "100000";

    private final Effort effort;
    private final List<Measurement> all = new ArrayList<>();

    private Catalogue(Effort effort) {
        this.effort = effort;
    }

    /**
     * Lists the measurements.
     *
     * @param backends those that work here, the favourite first: in a quick run the others are measured where backends differ
     * @param isWanted whether a subject and a title are to be measured
     * @param workshop makes the peers that are no Java; told what is missing
     */
    static List<Measurement> of(
            List<String> backends,
            Effort effort,
            BiPredicate<String, String> isWanted,
            Workshop workshop,
            Consumer<Missing> absent)
            throws IOException {
        Catalogue catalogue = new Catalogue(effort);
        for (String backend : backends) {
            boolean isFavourite = backend.equals(backends.getFirst());
            catalogue.pirn(backend, "loop", isFavourite || !effort.isQuick());
            if (isFavourite || !effort.isQuick()) catalogue.pirn(backend, "baton", !effort.isQuick());
        }
        for (String transport : TRANSPORTS)
            if (backends.contains(transport) && (!effort.isQuick() || transport.equals(backends.getFirst())))
                catalogue.executor("netty-" + transport, "NettyTasks", Map.of("transport", transport));
        catalogue.executor("jdk-scheduled", "ScheduledTasks", Map.of());
        catalogue.coroutines("jdk-vthreads", "VirtualThreads");
        catalogue.coroutines("kotlin", "KotlinCoroutines");
        catalogue.add("jox", "queue_1_handoff", "JoxChannels.handOff", Map.of());
        catalogue.add("jdk-continuation", "switch", "Continuations.switches", Map.of());
        catalogue.add("jdk-continuation", "spawn_await", "Continuations.spawnAndAwait", Map.of());
        catalogue.sleepers("jdk-vthreads", List.of("vthreads"));
        catalogue.programs(isWanted, workshop, absent);
        return catalogue.all;
    }

    private void pirn(String backend, String coroutines, boolean isWhole) {
        String subject = "pirn-" + backend + (coroutines.equals("loop") ? "" : "-" + coroutines);
        Map<String, String> loop = Map.of("backend", backend, "coroutines", coroutines);
        add(subject, "switch", "PirnTasks.switches", loop);
        add(subject, "spawn_await", "PirnTasks.spawnAndAwait", loop);
        add(subject, "queue_1_handoff", "PirnHandOff.throughParkers", loop);
        add(subject, "call_soon_threadsafe", "PirnThreads.submit", with(loop, "threads", "1"));
        add(subject, "complete_across_loops", "PirnThreads.completeAcrossLoops", loop);
        if (!isWhole) return;
        add(subject, "gather_1000_per_task", "PirnTasks.gatherThousands", loop);
        add(subject, "call_soon_2_threads", "PirnThreads.submit", with(loop, "threads", "2"));
        add(subject, "call_soon_4_threads", "PirnThreads.submit", with(loop, "threads", "4"));
        sleepers(subject, List.of("pirn", backend, coroutines));
        add(subject, "call_soon", "PirnTasks.callSoon", loop);
        add(subject, "scope_enter_exit", "PirnTasks.enterScope", loop);
        add(subject, "timeout_not_reached", "PirnTasks.timeoutNotReached", loop);
        add(subject, "timer_schedule_cancel", "PirnTimers.scheduleThenCancel", loop);
        add(subject, "timer_fire", "PirnTimers.fire", loop);
        liveTimers(subject, "PirnLiveTimers.scheduleAndCancel", loop);
    }

    /** What an executor with a thread of its own can do. */
    private void executor(String subject, String benchmarks, Map<String, String> parameters) {
        add(subject, "call_soon", benchmarks + ".callSoon", parameters);
        add(subject, "call_soon_threadsafe", benchmarks + ".submit", with(parameters, "threads", "1"));
        add(subject, "call_soon_2_threads", benchmarks + ".submit", with(parameters, "threads", "2"));
        add(subject, "call_soon_4_threads", benchmarks + ".submit", with(parameters, "threads", "4"));
        add(subject, "timer_schedule_cancel", benchmarks + ".scheduleThenCancel", parameters);
        add(subject, "timer_fire", benchmarks + ".fire", parameters);
        liveTimers(subject, benchmarks + ".scheduleAndCancel", parameters);
    }

    private void coroutines(String subject, String benchmarks) {
        add(subject, "switch", benchmarks + ".switches", Map.of());
        add(subject, "spawn_await", benchmarks + ".spawnAndAwait", Map.of());
        add(subject, "gather_1000_per_task", benchmarks + ".gatherThousands", Map.of());
        add(subject, "queue_1_handoff", benchmarks + ".handOff", Map.of());
    }

    private void liveTimers(String subject, String benchmark, Map<String, String> parameters) {
        add(subject, "timer_among_100", benchmark, with(parameters, "live", "100"));
        add(subject, "timer_among_1000000", benchmark, with(parameters, "live", "1000000"));
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(name, value);
        return Map.copyOf(more);
    }

    private void add(String subject, String name, String benchmark, Map<String, String> parameters) {
        all.add(new JmhMeasurement(SUITE, subject, name, 0, benchmark, parameters, effort));
    }

    /** How much memory a sleeping task takes. */
    private void sleepers(String subject, List<String> who) {
        List<String> args = new ArrayList<>(who);
        args.add(SLEEPERS);
        List<String> command = Jvm.command(SleepingTasks.FLAGS, SleepingTasks.class, args.toArray(String[]::new));
        all.add(new ProgramMeasurement(SUITE, subject, "sleeper_memory", command));
    }

    private void programs(BiPredicate<String, String> isWanted, Workshop workshop, Consumer<Missing> absent)
            throws IOException {
        String count = effort.isQuick() ? "30000" : "300000";
        for (MicroPeer peer : MicroPeer.values()) {
            if (!isWanted.test(peer.subject(), "all")) continue;
            try {
                List<String> command = new ArrayList<>(peer.make(workshop));
                command.add(count);
                all.add(new ProgramMeasurement(SUITE, peer.subject(), "all", command));
            } catch (Absent e) {
                absent.accept(e.missing(peer.subject()));
            }
        }
    }
}
