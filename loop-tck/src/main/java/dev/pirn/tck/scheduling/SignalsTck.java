package dev.pirn.tck.scheduling;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.BusyException;
import dev.pirn.Handle;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Signal;
import dev.pirn.SignalStream;
import dev.pirn.Signals;
import dev.pirn.Task;
import dev.pirn.TaskLocal;
import dev.pirn.TimedOutException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** Signals that this JVM gets, sent by a {@code kill}; such as do it no harm when they have no handler. */
class SignalsTck {

    private static final Path STATUS = Path.of("/proc/self/status");

    @BeforeEach
    void requireUnix() {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    }

    private static void send(Signal signal) {
        String self = String.valueOf(ProcessHandle.current().pid());
        ProcessBuilder kill = new ProcessBuilder("kill", "-" + signal.name(), self).inheritIO();
        assertEquals(0, toThread(() -> kill.start().waitFor()));
    }

    /** Whether this process handles a signal, says Linux; elsewhere what is expected. */
    private static boolean isHandled(Signal signal, boolean expected) throws IOException {
        if (!Files.exists(STATUS)) return expected;
        String caught = Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .findFirst()
                .orElseThrow();
        long mask = Long.parseUnsignedLong(caught.substring("SigCgt:".length()).strip(), 16);
        return (mask >>> (signal.number() - 1) & 1) == 1;
    }

    @LoopTest
    void aHandlerRunsOnTheLoopWithItsTaskLocals(LoopCase loops) {
        TaskLocal<String> who = TaskLocal.withDefault("guest");
        loops.run(() -> {
            Loop loop = Loop.current();
            who.set("weaver");
            List<String> seen = new ArrayList<>();
            Handle handle = Signals.handle(Signal.URG, signal -> {
                assertSame(loop, Loop.current());
                assertTrue(loop.onLoop());
                seen.add(signal + " " + who.get());
            });
            who.set("another user");
            send(Signal.URG);
            while (seen.isEmpty()) sleep(Duration.ofMillis(1));
            assertEquals(List.of("URG weaver"), seen);
            handle.cancel();
            assertTrue(handle.isCancelled());
        });
    }

    @LoopTest
    void allHandlersAreToldAndTheLastOneGivesTheSignalBack(LoopCase loops) {
        loops.run(() -> {
            assertFalse(isHandled(Signal.WINCH, false));
            List<String> seen = new ArrayList<>();
            Handle first = Signals.handle(Signal.WINCH, signal -> seen.add("first"));
            Handle second = Signals.handle(Signal.WINCH, signal -> seen.add("second"));
            assertTrue(isHandled(Signal.WINCH, true));
            send(Signal.WINCH);
            while (seen.size() < 2) sleep(Duration.ofMillis(1));
            first.cancel();
            first.cancel();
            assertTrue(isHandled(Signal.WINCH, true));
            send(Signal.WINCH);
            while (seen.size() < 3) sleep(Duration.ofMillis(1));
            second.cancel();
            assertFalse(isHandled(Signal.WINCH, false));
            send(Signal.WINCH); // is ignored, as before
            assertEquals(List.of("first", "second", "second"), seen);
        });
    }

    @LoopTest
    void handlersEndWithTheirLoop(LoopCase loops) throws Exception {
        loops.run(() -> {
            Signals.handle(Signal.URG, signal -> {});
            Signals.stream(Signal.URG, Signal.WINCH);
        });
        assertFalse(isHandled(Signal.URG, false));
        assertFalse(isHandled(Signal.WINCH, false));
    }

    @LoopTest
    void aFailingHandlerIsReportedAndGoesOn(LoopCase loops) {
        loops.expectReports(2);
        loops.run(() -> {
            Handle handle = Signals.handle(Signal.URG, signal -> {
                throw new IllegalStateException("no " + signal);
            });
            send(Signal.URG);
            while (loops.reports().isEmpty()) sleep(Duration.ofMillis(1));
            send(Signal.URG);
            while (loops.reports().size() < 2) sleep(Duration.ofMillis(1));
            handle.cancel();
        });
    }

    @LoopTest
    void aStreamGivesThemInTheirOrder(LoopCase loops) {
        loops.run(() -> {
            List<Signal> seen = new ArrayList<>();
            try (SignalStream signals = Signals.stream(Signal.URG, Signal.WINCH)) {
                Task<?> sender = spawn(() -> {
                    send(Signal.WINCH);
                    while (seen.isEmpty()) yieldNow();
                    send(Signal.URG);
                });
                for (Signal signal : signals) {
                    seen.add(signal);
                    if (signal == Signal.URG) break;
                }
                sender.await();
            }
            assertEquals(List.of(Signal.WINCH, Signal.URG), seen);
        });
    }

    @LoopTest
    void aSignalThatNobodyHasReceivedYetCountsOnceAndIsNotLost(LoopCase loops) {
        loops.run(() -> {
            try (SignalStream signals = Signals.stream(Signal.URG)) {
                assertThrows(TimedOutException.class, () -> timeout(Duration.ofMillis(2), signals::receive));
                List<Signal> handled = new ArrayList<>();
                Handle counting = Signals.handle(Signal.URG, handled::add);
                send(Signal.URG);
                while (handled.size() < 1) sleep(Duration.ofMillis(1));
                send(Signal.URG);
                while (handled.size() < 2) sleep(Duration.ofMillis(1));
                counting.cancel();
                assertEquals(Signal.URG, signals.receive());
                assertThrows(TimedOutException.class, () -> timeout(Duration.ofMillis(2), signals::receive));
            }
        });
    }

    @LoopTest
    void aStreamIsReceivedByOneAtATimeAndEndsWhenItIsClosed(LoopCase loops) {
        loops.run(() -> {
            SignalStream signals = Signals.stream(Signal.URG);
            Task<Boolean> iterating = spawn(() -> signals.iterator().hasNext());
            yieldNow();
            assertThrows(BusyException.class, signals::receive);
            signals.close();
            signals.close();
            assertEquals(List.of(false), gather(List.of(iterating)));
            assertThrows(IllegalStateException.class, signals::receive);
        });
    }

    @LoopTest
    void whatCannotBeHandledIsRefusedByName(LoopCase loops) {
        loops.run(() -> {
            for (Signal refused : List.of(Signal.KILL, Signal.STOP, Signal.SEGV, Signal.FPE, Signal.ILL, Signal.QUIT)) {
                IllegalArgumentException thrown =
                        assertThrows(IllegalArgumentException.class, () -> Signals.handle(refused, signal -> {}));
                assertTrue(String.valueOf(thrown.getMessage()).startsWith("SIG" + refused), thrown.toString());
            }
            assertThrows(IllegalArgumentException.class, () -> Signals.stream(Signal.URG, Signal.KILL));
            assertFalse(isHandled(Signal.URG, false));
            assertThrows(IllegalArgumentException.class, () -> Signals.stream());
        });
        assertThrows(IllegalStateException.class, () -> Signals.handle(Signal.URG, signal -> {}));
        assertNull(Signals.cause(new CancellationException("of something else")));
    }

    /**
     * Sends a signal, and waits until it has arrived: it cancels another run, too, which ends. One that came after the
     * runs would end the JVM.
     */
    private static void sendToRun(Signal signal) throws Exception {
        CountDownLatch isRunning = new CountDownLatch(1);
        FutureTask<@Nullable Void> witness = new FutureTask<>(() -> runUntilCancelled(isRunning), null);
        Thread.ofPlatform().name("witness").start(witness);
        isRunning.await();
        send(signal);
        witness.get();
    }

    private static void runUntilCancelled(CountDownLatch isRunning) {
        try (Runner runner = Runner.builder().cancelOnSigterm(true).build()) {
            assertThrows(
                    CancellationException.class,
                    () -> runner.run(() -> {
                        isRunning.countDown();
                        sleep(Duration.ofHours(1));
                    }));
        }
    }

    private static CancellationException endOf(LoopCase loops, Block<?> cleanup, Block<?> cause) {
        try (Runner runner = loops.builder().cancelOnSigterm(true).build()) {
            return assertThrows(
                    CancellationException.class,
                    () -> runner.run(() -> {
                        try {
                            cause.run();
                            sleep(Duration.ofHours(1));
                        } finally {
                            shielded(cleanup);
                        }
                    }));
        }
    }

    @LoopTest
    void theFirstCauseOfACancellationIsNamed(LoopCase loops) {
        Task<?>[] main = {null};
        Block<?> cancel = () -> {
            main[0] = currentTask();
            main[0].cancel("enough");
        };
        CancellationException late = endOf(loops, () -> sendToRun(Signal.TERM), cancel);
        assertNull(Signals.cause(late));
        assertTrue(late.toString().contains("enough"), late::toString);
        CancellationException first = endOf(loops, cancel, () -> shielded(() -> sendToRun(Signal.TERM)));
        assertEquals(Signal.TERM, Signals.cause(first));
    }
}
