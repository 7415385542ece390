package dev.pirn.tck.scheduling;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Handle;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.observe.Meter;
import dev.pirn.observe.TaskInfo;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** What is measured of a loop while a meter is open. */
class MetersTck {

    private static final long HELD = 20_000_000;

    @LoopTest
    void turnsAndStepsAreCounted(LoopCase loops) {
        Loop loop = loops.handTurned();
        try (Meter meter = loop.meter()) {
            loop.callSoon(() -> {});
            loop.callSoon(() -> {});
            loop.turn();
            loop.turn();
            Meter.Reading reading = meter.read();
            assertEquals(2, reading.turns());
            assertEquals(2, reading.steps());
            assertEquals(0, reading.readyDepth(), "of the last turn");
            assertTrue(reading.busyNanos() > 0);
            assertEquals(reading.busyNanos(), reading.callbackNanos());
            assertTrue(reading.pollNanos() > 0);
        }
    }

    @LoopTest
    void whatIsPendingIsCounted(LoopCase loops) {
        Loop loop = loops.handTurned();
        try (Meter meter = loop.meter()) {
            Task<?> task = loop.spawn(() -> sleep(Duration.ofHours(1)));
            Handle timer = loop.callLater(Duration.ofHours(1), () -> {});
            loops.settle(loop);
            Meter.Reading reading = meter.read();
            assertEquals(2, reading.timers());
            assertEquals(1, reading.taskCount());
            assertEquals(0, reading.openSockets());
            assertEquals(2, reading.readyDepth(), "the task, and what sets the timer");
            task.cancel("counted");
            timer.cancel();
            loops.settle(loop);
        }
    }

    @LoopTest
    void timeIsGivenToTheTaskThatTookItAndTakenFromThoseThatCouldHaveRun(LoopCase loops) {
        loops.run(() -> {
            Task<?> holder = spawn("holder", () -> {
                yieldNow();
                spin(HELD);
                sleep(Duration.ofDays(1));
            });
            Task<?> held = spawn("held", () -> {
                yieldNow();
                sleep(Duration.ofDays(1));
            });
            try (Meter meter = Loop.current().meter()) {
                for (int i = 0; i < 4; i++) yieldNow();
                Meter.Reading reading = meter.read();
                assertTrue(reading.stepP99Nanos() >= HELD / 8 * 7, reading.toString());
                assertTrue(of("holder", reading).busyNanos() >= HELD, reading.toString());
                assertEquals(TaskInfo.State.WAITING, of("holder", reading).state());
                assertTrue(of("held", reading).scheduledNanos() >= HELD, reading.toString());
                assertEquals(2, of("held", reading).steps());
                assertEquals(TaskInfo.State.RUNNING, of("main", reading).state());
            }
            holder.cancel("seen");
            held.cancel("seen");
        });
    }

    @LoopTest
    void theTimesOfATaskAreAllOfItsTime(LoopCase loops) {
        loops.run(() -> {
            try (Meter meter = Loop.current().meter()) {
                sleep(Duration.ofMillis(20)); // the meter sees the next turn, and that this waited before
                yieldNow();
                Meter.Reading reading = meter.read();
                Meter.TaskReading main = of("main", reading);
                assertTrue(main.waitingNanos() >= 15_000_000, reading.toString());
                assertEquals(reading.nanos(), main.busyNanos() + main.scheduledNanos() + main.waitingNanos());
            }
        });
    }

    @LoopTest
    void aTaskThatHasEndedIsCountedWithTheOthers(LoopCase loops) {
        loops.run(() -> {
            try (Meter meter = Loop.current().meter()) {
                yieldNow();
                spawn("short", () -> spin(HELD)).await();
                Meter.Reading reading = meter.read();
                assertTrue(reading.endedNanos() >= HELD, reading.toString());
                assertTrue(reading.busyNanos() >= reading.endedNanos(), reading.toString());
                assertTrue(reading.tasks().values().stream()
                        .noneMatch(task -> task.name().equals("short")));
            }
        });
    }

    @LoopTest
    void wakeUpsByOtherThreadsAreCounted(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            Promise<Integer> promise = loop.promise();
            try (Meter meter = loop.meter()) {
                yieldNow();
                Thread.ofPlatform().start(() -> loop.execute(() -> promise.complete(1)));
                promise.await();
                assertTrue(meter.read().foreignWakeups() >= 1);
            }
        });
    }

    @LoopTest
    void aForeignThreadThatUnblocksATaskIsCountedForIt(LoopCase loops) {
        if (loops.coroutines().equals("baton")) return; // there the whole loop is blocked
        loops.run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            Task<?> blocked = spawn("blocked", () -> latch.await());
            try (Meter meter = Loop.current().meter()) {
                yieldNow();
                yieldNow();
                assertEquals(TaskInfo.State.FOREIGN, of("blocked", meter.read()).state());
                Thread.ofPlatform().start(latch::countDown);
                blocked.await();
                assertTrue(meter.read().foreignWakeups() >= 1);
            }
        });
    }

    @LoopTest
    void aLoopThatIsStuckCanBeRead(LoopCase loops) {
        loops.run(() -> {
            Meter meter = Loop.current().meter();
            yieldNow();
            CompletableFuture<Meter.Reading> seen = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                spin(HELD);
                seen.complete(meter.read());
            });
            while (!seen.isDone()) Thread.onSpinWait();
            Meter.Reading reading = seen.join();
            assertTrue(reading.stepNanos() >= HELD, reading.toString());
            assertTrue(reading.busyNanos() >= reading.stepNanos());
            assertEquals(TaskInfo.State.RUNNING, of("main", reading).state());
            meter.close();
        });
    }

    @LoopTest
    void timeSpentWaitingForTheDriverIsCountedWhileItLasts(LoopCase loops) {
        loops.run(() -> {
            try (Meter meter = Loop.current().meter()) {
                yieldNow();
                CompletableFuture<Meter.Reading> seen = new CompletableFuture<>();
                Thread.ofPlatform().start(() -> seen.complete(readOncePolledFor(HELD, meter)));
                while (!seen.isDone()) sleep(Duration.ofMillis(500)); // the other thread sees it in the middle
                assertTrue(seen.join().pollNanos() >= HELD);
            }
        });
    }

    private static Meter.Reading readOncePolledFor(long nanos, Meter meter) {
        Meter.Reading reading = meter.read();
        while (reading.pollNanos() < nanos) {
            Thread.onSpinWait();
            reading = meter.read();
        }
        return reading;
    }

    @LoopTest
    void metersAreIndependent(LoopCase loops) {
        Loop loop = loops.handTurned();
        Meter first = loop.meter();
        loop.turn();
        Meter second = loop.meter();
        loop.turn();
        first.close();
        first.close();
        loop.turn();
        assertEquals(2, first.read().turns());
        assertEquals(first.read().nanos(), first.read().nanos());
        assertEquals(2, second.read().turns());
        second.close();
        loop.turn();
        assertEquals(2, second.read().turns());
    }

    @LoopTest
    void percentilesAreOfTheStepsSinceTheReadingBefore(LoopCase loops) {
        Loop loop = loops.handTurned();
        try (Meter meter = loop.meter()) {
            loop.callSoon(() -> spin(HELD));
            loop.turn();
            assertTrue(meter.read().stepP50Nanos() >= HELD / 8 * 7);
            assertEquals(0, meter.read().stepP50Nanos());
        }
    }

    @LoopTest
    void aClosedLoopIsNotMeasured(LoopCase loops) {
        Loop loop = loops.handTurned();
        Meter meter = loop.meter();
        loop.close();
        assertFalse(meter.read().turns() > 0);
        assertThrows(LoopClosedException.class, loop::meter);
        meter.close();
    }

    private static Meter.TaskReading of(String name, Meter.Reading reading) {
        return reading.tasks().values().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + ": " + reading));
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) Thread.onSpinWait();
    }
}
