package dev.pirn.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.observe.Stall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the watchdog that need no loop. */
class WatchdogTest {

    @Test
    void timeInWhichTheWatchdogItselfDidNotRunIsNotCounted() {
        assertEquals(50, Watchdog.countable(50, 50));
        assertEquals(60, Watchdog.countable(60, 50));
        assertEquals(50, Watchdog.countable(3_000, 50));
    }

    @Test
    void whatTheKernelTellsOfAThreadIsUnderstood() {
        assertEquals(123, SchedStat.nanosRun("123 4567 8\n"));
        assertEquals(-1, SchedStat.nanosRun(""));
        assertEquals(-1, SchedStat.nanosRun("what else"));
        assertTrue(SchedStat.isRunnable("7 (a) S (b)) R 1 2"));
        assertFalse(SchedStat.isRunnable("7 (a) R (b)) S 1 2"));
        assertFalse(SchedStat.isRunnable(""));
    }

    @Test
    void aThreadOfWhichNothingIsKnownIsTakenToHaveRun() {
        assertEquals(50, new SchedStat().withoutWaiting(50));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void timeInWhichAThreadCouldRunAndDidNotIsNotCounted() {
        SchedStat queue = new SchedStat();
        queue.enteredBy(Thread.currentThread());
        assertEquals(50, queue.withoutWaiting(50)); // the first look
        long hour = 3_600_000_000_000L; // which has not passed: it cannot have run for so long
        assertTrue(queue.withoutWaiting(hour) < hour);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void timeInWhichAThreadWasBlockedIsCounted() throws InterruptedException {
        SchedStat queue = new SchedStat();
        Thread blocked = Thread.ofPlatform().start(() -> {
            queue.enteredBy(Thread.currentThread());
            LockSupport.park();
        });
        while (blocked.getState() != Thread.State.WAITING) Thread.onSpinWait();
        long hour = 3_600_000_000_000L;
        assertEquals(hour, queue.withoutWaiting(hour)); // the first look
        while (queue.withoutWaiting(hour) != hour) Thread.onSpinWait(); // until the kernel has it asleep, too
        LockSupport.unpark(blocked);
        blocked.join();
    }

    @Test
    void theThresholdIsReadFromTheProperty() {
        assertEquals(Duration.ofMillis(250), StallProperty.parse("250ms"));
        assertEquals(Duration.ofSeconds(2), StallProperty.parse("2s"));
        assertEquals(Duration.ZERO, StallProperty.parse("0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5s", "100 ms"})
    void whatIsNoTimeIsRefusedByName(String value) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> StallProperty.parse(value));
        assertTrue(String.valueOf(thrown.getMessage()).endsWith(": " + value), thrown::toString);
    }

    @Test
    void theCulpritIsTheFirstLineOfNeitherTheJdkNorPirn() {
        StackTraceElement[] stack = {
            frame("java.lang.Thread", "sleep0"),
            frame("dev.pirn.sync.Lock", "acquire"),
            frame("dev.pirn.loop.nio.NioDriver", "poll"),
            frame("dev.pirn.examples.Sleepy", "main"),
            frame("com.example.Caller", "call")
        };
        assertEquals(stack[3], new Frames(stack).culprit());
        assertNull(new Frames(new StackTraceElement[] {stack[0], stack[1]}).culprit());
        StackTraceElement[] withoutCallback = {
            frame("java.util.zip.Inflater", "inflate"),
            frame("dev.pirn.RunLoop", "turn"),
            frame("com.example.Main", "main")
        };
        assertNull(new Frames(withoutCallback).culprit());
    }

    @Test
    void blockingCallsAreKnownByTheFramesAboveTheCulprit() {
        StackTraceElement user = frame("com.example.Caller", "call");
        Frames lookup = new Frames(new StackTraceElement[] {
            frame("java.io.FileInputStream", "open0"), frame("java.net.InetAddress", "getByName"), user
        });
        assertEquals(BlockingCall.NAME_LOOKUP, BlockingCall.in(lookup));
        Frames calledBySocketCode =
                new Frames(new StackTraceElement[] {user, frame("java.net.InetAddress", "getByName")});
        assertNull(BlockingCall.in(calledBySocketCode));
    }

    @Test
    void whatPinsACoroutineIsNamed() {
        Frames inInitialiser = new Frames(new StackTraceElement[] {
            new StackTraceElement("jdk.internal.misc.Unsafe", "park", "Unsafe.java", -2),
            frame("com.example.A", "<clinit>")
        });
        assertEquals("the class initialiser of com.example.A", inInitialiser.pinnedBy());
    }

    @Test
    void onlyTheLastStallsAreKept() {
        RecentStalls recent = new RecentStalls();
        for (int i = 0; i < 150; i++) recent.add(stall(i));
        assertEquals(100, recent.toList().size());
        assertEquals(149, recent.toList().getLast().millis());
        recent.replace(recent.toList().getLast(), stall(7));
        assertEquals(7, recent.toList().getLast().millis());
        recent.replace(stall(0), stall(8)); // no longer there
        assertFalse(recent.toList().stream().anyMatch(stall -> stall.millis() == 8));
    }

    private static Stall stall(long millis) {
        return new Stall(
                1, "main", "a callback", Stall.Reason.RUNS, "runs", millis, false, null, List.of(), Instant.EPOCH);
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, type + ".java", 1);
    }
}
