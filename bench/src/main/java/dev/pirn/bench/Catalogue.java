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
 * All that {@code bench micro} measures: for each operation who does it, and by which benchmark. Another operation is
 * another line here. The names are those that the same measurements of asyncio have.
 */
final class Catalogue {

    static final String SUITE = "micro";

    private static final List<String> TRANSPORTS = List.of("nio", "epoll", "io_uring");
    private static final String SLEEPERS = "100000";

    /** As many processors as a loop has. */
    private static final List<String> ONE_CARRIER = List.of("-Djdk.virtualThreadScheduler.parallelism=1");

    private final Effort effort;
    private final List<Measurement> all = new ArrayList<>();

    private Catalogue(Effort effort) {
        this.effort = effort;
    }

    /**
     * Lists the measurements.
     *
     * @param backends those that work here, the favourite first: in a quick run the others are measured where backends
     *     differ
     * @param isWanted whether a subject and a title are to be measured
     * @param workshop makes the peers that are no Java; receives what is missing
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
        catalogue.add("pirn-no-loop", "generator_next", "PirnFlow.pulls", Map.of());
        catalogue.add("pirn-no-loop", "greenlet_switch", "PirnFlow.greenlets", Map.of());
        for (String transport : TRANSPORTS)
            if (backends.contains(transport) && (!effort.isQuick() || transport.equals(backends.getFirst())))
                catalogue.executor("netty-" + transport, "NettyTasks", Map.of("transport", transport));
        catalogue.executor("jdk-scheduled", "ScheduledTasks", Map.of());
        catalogue.virtualThreads("jdk-vthreads", List.of());
        catalogue.virtualThreads("jdk-vthreads-1", ONE_CARRIER);
        catalogue.kotlin();
        catalogue.add("jox", "queue_1_handoff", "JoxChannels.handOff", Map.of());
        catalogue.add("jox", "queue_put_get", "JoxChannels.putAndGet", Map.of());
        catalogue.addInFull("jox", "rendezvous", "JoxChannels.rendezvous", Map.of());
        catalogue.add("jdk-continuation", "switch", "Continuations.switches", Map.of());
        catalogue.addInFull("jdk-continuation", "spawn_await", "Continuations.spawnAndAwait", Map.of());
        catalogue.add("jdk-continuation", "generator_next", "Continuations.pulls", Map.of());
        catalogue.sleepers("jdk-vthreads", List.of("vthreads"));
        catalogue.programs(isWanted, workshop, absent);
        return catalogue.all;
    }

    private void pirn(String backend, String coroutines, boolean isWhole) {
        String subject = "pirn-" + backend + (coroutines.equals("loop") ? "" : "-" + coroutines);
        Map<String, String> loop = Map.of("backend", backend, "coroutines", coroutines);
        add(subject, "switch", "PirnTasks.switches", loop);
        add(subject, "call_soon_threadsafe", "PirnThreads.submit", with(loop, "threads", "1"));
        add(subject, "complete_across_loops", "PirnThreads.completeAcrossLoops", loop);
        if (!isWhole) return;
        add(subject, "spawn_await", "PirnTasks.spawnAndAwait", loop);
        add(subject, "gather_1000_per_task", "PirnTasks.gatherThousands", loop);
        add(subject, "queue_1_handoff", "PirnSync.handOff", loop);
        addInFull(subject, "rendezvous", "PirnSync.rendezvous", loop);
        add(subject, "queue_put_get", "PirnSync.putAndGet", loop);
        add(subject, "lock", "PirnSync.lock", loop);
        add(subject, "semaphore", "PirnSync.semaphore", loop);
        add(subject, "generator_next", "PirnFlow.pullsInCoroutine", loop);
        add(subject, "greenlet_switch", "PirnFlow.greenletsInCoroutine", loop);
        addInFull(subject, "call_soon_threadsafe_producer", "PirnThreads.submitOnly", loop);
        addInFull(subject, "call_soon_2_threads", "PirnThreads.submit", with(loop, "threads", "2"));
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
        addInFull(subject, "call_soon_threadsafe_producer", benchmarks + ".submitOnly", parameters);
        addInFull(subject, "call_soon_2_threads", benchmarks + ".submit", with(parameters, "threads", "2"));
        add(subject, "call_soon_4_threads", benchmarks + ".submit", with(parameters, "threads", "4"));
        add(subject, "timer_schedule_cancel", benchmarks + ".scheduleThenCancel", parameters);
        add(subject, "timer_fire", benchmarks + ".fire", parameters);
        liveTimers(subject, benchmarks + ".scheduleAndCancel", parameters);
    }

    /** With all carriers two threads run at once and do not switch, so a quick run has only what one carrier needs. */
    private void virtualThreads(String subject, List<String> flags) {
        boolean isOne = !flags.isEmpty();
        if (!isOne && effort.isQuick()) return;
        add(subject, "switch", "VirtualThreads.switches", Map.of(), flags);
        add(subject, "spawn_await", "VirtualThreads.spawnAndAwait", Map.of(), flags);
        add(subject, "gather_1000_per_task", "VirtualThreads.gatherThousands", Map.of(), flags);
        add(subject, "queue_1_handoff", "VirtualLocks.handOff", Map.of(), flags);
        if (!effort.isQuick()) add(subject, "rendezvous", "VirtualLocks.rendezvous", Map.of(), flags);
        if (!isOne) return; // the rest is done by one thread
        add(subject, "queue_put_get", "VirtualLocks.putAndGet", Map.of(), flags);
        add(subject, "lock", "VirtualLocks.lock", Map.of(), flags);
        add(subject, "semaphore", "VirtualLocks.semaphore", Map.of(), flags);
    }

    private void kotlin() {
        String subject = "kotlin";
        add(subject, "switch", "KotlinCoroutines.switches", Map.of());
        add(subject, "spawn_await", "KotlinCoroutines.spawnAndAwait", Map.of());
        add(subject, "gather_1000_per_task", "KotlinCoroutines.gatherThousands", Map.of());
        add(subject, "queue_1_handoff", "KotlinCoroutines.handOff", Map.of());
        addInFull(subject, "rendezvous", "KotlinCoroutines.rendezvous", Map.of());
        addInFull(subject, "queue_put_get", "KotlinCoroutines.putAndGet", Map.of());
        addInFull(subject, "lock", "KotlinCoroutines.lock", Map.of());
        addInFull(subject, "semaphore", "KotlinCoroutines.semaphore", Map.of());
        add(subject, "generator_next", "KotlinCoroutines.pulls", Map.of());
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
        add(subject, name, benchmark, parameters, List.of());
    }

    private void add(
            String subject, String name, String benchmark, Map<String, String> parameters, List<String> flags) {
        all.add(new JmhMeasurement(SUITE, subject, name, 0, benchmark, parameters, flags, effort));
    }

    /** What a first look can do without. */
    private void addInFull(String subject, String name, String benchmark, Map<String, String> parameters) {
        if (!effort.isQuick()) add(subject, name, benchmark, parameters);
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
