package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadTimesTest {

    @Test
    void newThreadsCountAndEndedOnesDoNot() {
        ThreadTimes before = new ThreadTimes(Map.of("1", 1_000L, "2", 500_000L));
        ThreadTimes after = new ThreadTimes(Map.of("1", 3_000L, "3", 4_000L));
        assertEquals(6, after.microsSince(before));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theTimeOfThisProcessGrows() throws IOException {
        long pid = ProcessHandle.current().pid();
        ThreadTimes before = ThreadTimes.of(pid);
        double used = 0;
        while (used == 0) used = ThreadTimes.of(pid).microsSince(before); // reading takes time as well
        assertTrue(used > 0 && used < 1e9, "microseconds: " + used);
    }

    @Test
    void aProcessThatIsNotThereHasNone() throws IOException {
        assertEquals(Map.of(), ThreadTimes.of(Long.MAX_VALUE).nanos());
    }
}
