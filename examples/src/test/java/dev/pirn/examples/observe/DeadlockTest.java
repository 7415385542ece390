package dev.pirn.examples.observe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The program ends by itself, and names its deadlock. */
@ResourceLock(Resources.SYSTEM_OUT)
class DeadlockTest {

    @Test
    void theDeadlockIsNamed() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Deadlock.main();
        } finally {
            System.setOut(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("DEADLOCK: 2 tasks wait for each other and for nothing else"), text);
        assertTrue(text.contains("waits for lock journal held by bob"), text);
        assertTrue(text.contains("… and 99 more like it: waiting for sleep"), text);
    }
}
