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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the watchdog that need no loop. */
class WatchdogTest {

    @Test
    void ofTimeInWhichTheJvmStoppedLittleIsCounted() {
        assertEquals(50, Watchdog.countable(50, 50, 0));
        assertEquals(60, Watchdog.countable(60, 50, 0));
        assertEquals(20, Watchdog.countable(80, 50, 0));
        assertEquals(5, Watchdog.countable(3_000, 50, 0));
    }

    @Test
    void timeInWhichTheWatchdogGotNoProcessorIsCounted() {
        assertEquals(300, Watchdog.countable(300, 50, 240));
        assertEquals(20, Watchdog.countable(300, 50, 220));
    }

    @Test
    void theThresholdIsReadFromTheProperty() {
        assertEquals(Duration.ofMillis(250), StallLimit.parse("250ms"));
        assertEquals(Duration.ofSeconds(2), StallLimit.parse("2s"));
        assertEquals(Duration.ZERO, StallLimit.parse("0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5s", "100 ms"})
    void whatIsNoTimeIsRefusedByName(String value) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> StallLimit.parse(value));
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
                1, "main", "a callback", Stall.Reason.RUNS, "runs", millis, -1, false, null, List.of(), Instant.EPOCH);
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, type + ".java", 1);
    }
}
