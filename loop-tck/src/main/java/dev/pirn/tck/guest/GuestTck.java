package dev.pirn.tck.guest;

import static dev.pirn.Async.await;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.GuestRun;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.TaskLocal;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** The loop as a guest: its turns are entries of a host's queue, and it waits without the host's thread. */
class GuestTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void aGuestRunsOnTheHostsThread(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            Set<Thread> callbacks = ConcurrentHashMap.newKeySet();
            GuestRun<String> run = runner.startGuest(host, () -> {
                Loop.current().callSoon(() -> callbacks.add(Thread.currentThread()));
                Loop.current().callLater(Duration.ofMillis(1), () -> callbacks.add(Thread.currentThread()));
                sleep(Duration.ofMillis(5));
                toThread(() -> 1);
                return Thread.currentThread().toString(); // of a virtual thread it names the carrier
            });
            String coroutine = run.result().get();
            assertEquals(Set.of(host.thread()), callbacks);
            if (loops.coroutines().equals("loop")) assertTrue(coroutine.endsWith("@test-host"), coroutine);
            assertFalse(runner.loop().isRunning());
        }
    }

    @LoopTest
    void whileTheGuestWaitsTheHostDoesOtherThings(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            Promise<String> gate = runner.loop().promise();
            GuestRun<String> run = runner.startGuest(host, () -> await(gate));
            while (!host.isIdle()) Thread.onSpinWait();
            List<String> log = new CopyOnWriteArrayList<>();
            CompletableFuture.runAsync(() -> log.add("an event of the host's"), host)
                    .get();
            assertTrue(runner.loop().isRunning());
            assertFalse(runner.loop().onLoop());
            host.execute(() -> gate.complete("from an event of the host's")); // which is outside the loop
            assertEquals("from an event of the host's", run.result().get());
            assertEquals(1, log.size());
        }
    }

    @LoopTest
    void aGuestThatWaitsTakesNoTurns(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            Promise<String> gate = runner.loop().promise();
            GuestRun<String> run = runner.startGuest(host, () -> {
                sleep(Duration.ofMillis(50));
                return await(gate);
            });
            // Main's two steps, the timer, the wake-ups that they may need: not one turn each millisecond.
            CompletableFuture<String> result = run.result();
            host.execute(() -> runner.loop().callLater(Duration.ofMillis(100), () -> gate.complete("done")));
            assertEquals("done", result.get());
            assertTrue(host.served() < 20, () -> host.served() + " entries");
        }
    }

    @LoopTest
    void aGuestThatNeverWaitsLeavesTheHostItsTurns(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            AtomicInteger spins = new AtomicInteger();
            GuestRun<?> run = runner.startGuest(host, () -> {
                while (true) {
                    yieldNow();
                    spins.incrementAndGet();
                }
            });
            for (int i = 0; i < 100; i++)
                CompletableFuture.runAsync(() -> {}, host).get();
            run.cancel("enough");
            Throwable cancelled = failure(run);
            assertInstanceOf(CancellationException.class, cancelled);
            assertTrue(cancelled.toString().contains("enough"), cancelled::toString);
            assertTrue(spins.get() > 0);
        }
    }

    @LoopTest(io = true)
    void streamsWork(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            GuestRun<List<String>> run = runner.startGuest(host, () -> {
                List<String> got = new ArrayList<>();
                try (TcpServer server = Tcp.listen("127.0.0.1", 0, GuestTck::echo);
                        TcpStream stream = Tcp.connect("127.0.0.1", server.port())) {
                    for (int i = 0; i < 20; i++) {
                        stream.write("ping " + i + "\n");
                        got.add(String.valueOf(stream.readLine()));
                    }
                }
                return got;
            });
            List<String> got = run.result().get();
            assertEquals(20, got.size());
            assertEquals("ping 19", got.getLast());
        }
    }

    private static void echo(TcpStream stream) throws IOException {
        for (String line; (line = stream.readLine()) != null; ) {
            stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            stream.flush();
        }
    }

    @LoopTest
    void whatComesFromManyThreadsIsNeitherLostNorBesideTheHost(LoopCase loops) throws Exception {
        int threads = 3;
        int each = 300;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        Runnable alone = () -> {
            if (inside.getAndIncrement() != 0) overlaps.incrementAndGet();
            inside.decrementAndGet();
        };
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            AtomicInteger seen = new AtomicInteger();
            Promise<String> all = runner.loop().promise();
            GuestRun<String> run = runner.startGuest(host, () -> await(all));
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                senders.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        host.execute(alone);
                        runner.loop().callSoon(() -> {
                            alone.run();
                            if (seen.incrementAndGet() == threads * each) all.complete("all");
                        });
                        if (i % 16 == 0) awaitIdle(host);
                    }
                }));
            }
            for (Thread sender : senders) sender.join();
            assertEquals("all", run.result().get());
            assertEquals(0, overlaps.get());
        }
    }

    private static void awaitIdle(QueueHost host) {
        while (!host.isIdle()) Thread.onSpinWait();
    }

    @LoopTest
    void theVirtualClockJumps(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().clock(loops.clock()).build()) {
            GuestRun<Long> run = runner.startGuest(host, () -> {
                long before = Loop.current().time();
                sleep(HOUR);
                sleep(HOUR);
                return Loop.current().time() - before;
            });
            assertEquals(HOUR.multipliedBy(2).toNanos(), run.result().get());
        }
    }

    // how it ends

    @LoopTest
    void theHostGetsWhatMainThrew(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            IOException failure = new IOException("as it is");
            GuestRun<?> run = runner.startGuest(host, () -> {
                throw failure;
            });
            AtomicReference<Thread> seenBy = new AtomicReference<>();
            CompletableFuture<?> result =
                    run.result().whenComplete((value, thrown) -> seenBy.set(Thread.currentThread()));
            assertSame(
                    failure, assertThrows(ExecutionException.class, result::get).getCause());
            assertNotSame(null, seenBy.get());
        }
    }

    @LoopTest
    void theRunEndsWhenWhatMainLeftHasEnded(LoopCase loops) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            GuestRun<Integer> run = runner.startGuest(host, () -> {
                spawn(() -> {
                    try {
                        sleep(HOUR);
                    } finally {
                        shielded(() -> sleep(Duration.ofMillis(5)));
                        log.add("cleaned up");
                    }
                });
                yieldNow();
                return 123;
            });
            assertEquals(123, run.result().get());
            assertEquals(List.of("cleaned up"), log);
            assertEquals(0, runner.loop().tasks().size());
        }
    }

    @LoopTest
    void cancellingRunsMainsCleanupOnTheHost(LoopCase loops) throws Exception {
        AtomicReference<String> where = new AtomicReference<>();
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            GuestRun<?> run = runner.startGuest(host, () -> {
                try {
                    sleep(HOUR);
                } finally {
                    Loop.current()
                            .callSoon(() -> where.set(Thread.currentThread().getName()));
                    shielded(() -> yieldNow());
                }
            });
            run.cancel();
            assertInstanceOf(CancellationException.class, failure(run));
            assertEquals("test-host", where.get());
            run.cancel("again, which does nothing");
        }
    }

    @LoopTest
    void aStoppedLoopEndsTheRunEarly(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            GuestRun<?> run = runner.startGuest(host, () -> sleep(HOUR));
            runner.loop().stop();
            Throwable early = failure(run);
            assertInstanceOf(IllegalStateException.class, early);
            assertTrue(early.toString().contains("stopped before its main task ended"), early::toString);
        }
    }

    @LoopTest
    void aFatalErrorEndsTheRunAndReachesTheHost(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            OutOfMemoryError fatal = new OutOfMemoryError("not really");
            List<String> log = new CopyOnWriteArrayList<>();
            GuestRun<?> run = runner.startGuest(host, () -> {
                Loop.current().callSoon(() -> {
                    throw fatal;
                });
                try {
                    sleep(HOUR);
                } finally {
                    log.add("cleaned up");
                }
            });
            assertSame(fatal, failure(run));
            assertEquals(List.of("cleaned up"), log);
            assertEquals(7, runner.startGuest(host, () -> 7).result().get());
        }
    }

    @LoopTest
    void aRunnerRunsGuestsAndOrdinaryRunsInTurn(LoopCase loops) throws Exception {
        TaskLocal<String> local = TaskLocal.withDefault("unset");
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            runner.run(() -> local.set("by a run"));
            GuestRun<String> run = runner.startGuest(host, () -> {
                String before = local.get();
                local.set("by a guest");
                return before;
            });
            assertEquals("by a run", run.result().get());
            assertEquals("by a guest", runner.run(local::get));
        }
    }

    // misuse

    @LoopTest
    void nobodyElseRunsOrClosesALoopThatIsAGuest(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            Promise<String> gate = runner.loop().promise();
            GuestRun<String> run = runner.startGuest(host, () -> await(gate));
            for (Runnable wrong : List.<Runnable>of(
                    () -> runner.run(() -> 1),
                    () -> runner.loop().turn(),
                    () -> runner.loop().runForever(),
                    () -> runner.startGuest(host, () -> 1),
                    runner::close)) {
                IllegalStateException refused = assertThrows(IllegalStateException.class, wrong::run);
                assertTrue(refused.toString().contains("guest"), refused::toString);
            }
            gate.complete("unharmed");
            assertEquals("unharmed", run.result().get());
        }
    }

    @LoopTest
    void aHostThatDoesNotQueueIsRefused(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> runner.startGuest(Runnable::run, () -> 1));
            assertTrue(String.valueOf(refused.getCause()).contains("queue"), () -> refused.getCause() + "");
            assertEquals(1, runner.startGuest(host, () -> 1).result().get());
        }
    }

    @LoopTest
    void aHostThatRefusesTheFirstTurnStartsNothing(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            host.refuse();
            List<String> log = new CopyOnWriteArrayList<>();
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> runner.startGuest(host, () -> log.add("ran")));
            assertInstanceOf(RejectedExecutionException.class, refused.getCause());
            assertEquals(List.of(), log);
            assertEquals(2, runner.run(() -> 2));
        }
    }

    @LoopTest
    void aLoopCannotBeTheGuestOfALoopThatRunsOnTheSameThread(LoopCase loops) throws Exception {
        try (Runner outer = loops.sharedBuilder().build();
                Runner inner = loops.sharedBuilder().build()) {
            outer.run(() -> {
                GuestRun<Integer> run = inner.startGuest(Loop.current(), () -> 1);
                Throwable thrown = assertThrows(Exception.class, () -> await(run.result()));
                assertTrue(String.valueOf(thrown).contains("another loop is running on this thread"), thrown::toString);
            });
        }
    }

    // a host that stops

    @LoopTest
    void aHostThatRefusesTurnsIsNamedAndTasksAreCleanedUp(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            List<String> log = new CopyOnWriteArrayList<>();
            GuestRun<?> run = runner.startGuest(host, () -> {
                spawn(() -> sleepThenLog(log, "child"));
                sleepThenLog(log, "main");
            });
            awaitIdle(host);
            host.refuse();
            runner.loop().callSoon(() -> log.add("submitted")); // which needs a turn
            Throwable stopped = failure(run);
            assertInstanceOf(IllegalStateException.class, stopped);
            assertTrue(stopped.toString().contains("host of the loop stopped"), stopped::toString);
            assertInstanceOf(RejectedExecutionException.class, stopped.getCause());
            assertEquals(Set.of("submitted", "child", "main"), Set.copyOf(log));
            assertFalse(runner.loop().isRunning());
            assertEquals(3, runner.run(() -> 3));
        }
    }

    private static void sleepThenLog(List<String> log, String name) {
        try {
            sleep(HOUR);
        } finally {
            shielded(() -> yieldNow());
            log.add(name);
        }
    }

    @LoopTest
    void aHostThatEndsSilentlyIsToldOf(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            List<String> log = new CopyOnWriteArrayList<>();
            GuestRun<?> run = runner.startGuest(host, () -> sleepThenLog(log, "main"));
            awaitIdle(host);
            host.end();
            runner.loop().callSoon(() -> {}); // the turn for it stands in a queue that is not served
            run.hostStopped();
            Throwable stopped = failure(run);
            assertInstanceOf(IllegalStateException.class, stopped);
            assertEquals(List.of("main"), log);
            run.hostStopped();
        }
    }

    @LoopTest
    void aHostThatStopsBeforeTheFirstTurnLeavesMainUnstarted(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            host.end();
            List<String> log = new CopyOnWriteArrayList<>();
            GuestRun<?> run = runner.startGuest(host, () -> log.add("ran"));
            run.hostStopped();
            Throwable stopped = failure(run);
            assertInstanceOf(IllegalStateException.class, stopped);
            assertEquals(List.of(), log);
        }
    }

    @LoopTest
    void aRunThatIsOverDoesNotMindTheHostsEnd(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            GuestRun<Integer> run = runner.startGuest(host, () -> 5);
            assertEquals(5, run.result().get());
            run.hostStopped();
            assertEquals(5, run.result().get());
        }
    }

    /**
     * How a coroutine touches what is the host's: in a callback, which waits for the host's locks as the host itself
     * does.
     */
    @LoopTest
    @SuppressWarnings("LockNotBeforeTry") // held from here to a moment in the middle
    void callbacksOfAGuestMayTakeTheHostsLocks(LoopCase loops) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            lock.lock();
            GuestRun<String> run = runner.startGuest(host, () -> {
                Promise<String> touched = Loop.current().promise();
                Loop.current().callSoon(() -> touched.complete(locked(lock, "touched")));
                return await(touched);
            });
            while (!lock.hasQueuedThread(host.thread())) Thread.onSpinWait();
            CompletableFuture<String> event = CompletableFuture.supplyAsync(() -> locked(lock, "an event"), host);
            lock.unlock();
            assertEquals("touched", run.result().get());
            assertEquals("an event", event.get());
        }
    }

    private static String locked(ReentrantLock lock, String result) {
        lock.lock();
        try {
            return result;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Why a coroutine must not do so itself: it may stand before the host's thread in the queue of a lock, and then the
     * lock is free, and no thread can take it. This is what documents warn of; a baton's coroutine keeps the host's
     * thread instead.
     */
    @LoopTest
    @SuppressWarnings("LockNotBeforeTry") // held from here to a moment in the middle
    void aCoroutineThatWaitsForALockOfTheHostsStopsTheHost(LoopCase loops) throws Exception {
        if (!loops.coroutines().equals("loop")) return;
        ReentrantLock lock = new ReentrantLock();
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            lock.lock();
            GuestRun<String> run = runner.startGuest(host, () -> locked(lock, "went on"));
            while (lock.getQueueLength() != 1) Thread.onSpinWait(); // the coroutine, unmounted
            CompletableFuture<String> event = CompletableFuture.supplyAsync(() -> interruptiblyLocked(lock), host);
            while (lock.getQueueLength() != 2) Thread.onSpinWait(); // and the host's thread behind it
            lock.unlock();
            while (host.queued() == 0) Thread.onSpinWait(); // the turn for the coroutine, whose the lock shall be
            assertFalse(lock.isLocked());
            assertTrue(lock.hasQueuedThread(host.thread()));
            host.thread().interrupt();
            assertEquals("given up", event.get());
            assertEquals("went on", run.result().get());
        }
    }

    private static String interruptiblyLocked(ReentrantLock lock) {
        try {
            lock.lockInterruptibly();
            lock.unlock();
            return "taken";
        } catch (InterruptedException e) {
            return "given up";
        }
    }

    private static Throwable failure(GuestRun<?> run) throws InterruptedException {
        try {
            Object result = run.result().get();
            throw new AssertionError("it did not fail, but ended with " + result);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (CancellationException e) {
            return Objects.requireNonNull(e.getCause()); // get() throws one of its own
        }
    }

    @LoopTest
    void theHostGetsItAsItWasThrown(LoopCase loops) throws Exception {
        try (QueueHost host = new QueueHost();
                Runner runner = loops.sharedBuilder().build()) {
            IOException failure = new IOException("as it is");
            GuestRun<?> run = runner.startGuest(host, () -> {
                throw failure;
            });
            AtomicReference<Throwable> seen = new AtomicReference<>();
            CompletableFuture<?> result = run.result().whenComplete((value, thrown) -> seen.set(thrown));
            assertThrows(ExecutionException.class, result::get);
            assertSame(failure, seen.get());
            assertSame(failure, run.result().exceptionNow());
            GuestRun<?> cancelled = runner.startGuest(host, () -> sleep(HOUR));
            cancelled.cancel("enough");
            assertThrows(CancellationException.class, () -> cancelled.result().get());
            assertTrue(cancelled.result().isCancelled());
        }
    }
}
