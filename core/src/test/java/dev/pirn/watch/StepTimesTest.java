package dev.pirn.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepTimesTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 15, 16, 17, 1_000, 123_456, 1_000_000_000, Long.MAX_VALUE / 3, Long.MAX_VALUE})
    void aDurationIsKnownToWithinAnEighth(long nanos) {
        long known = StepTimes.middleOf(StepTimes.indexOf(nanos));
        assertTrue(Math.abs(known - nanos) <= nanos / 8, () -> nanos + " became " + known);
    }

    @Test
    void bucketsFollowEachOther() {
        for (long nanos = 0; nanos < 100_000; nanos++) {
            int step = StepTimes.indexOf(nanos + 1) - StepTimes.indexOf(nanos);
            assertTrue(step == 0 || step == 1, "after " + nanos);
        }
    }

    @Test
    void percentilesAreOfWhatCameSinceTheLastQuestion() {
        StepTimes times = new StepTimes();
        for (int i = 0; i < 98; i++) times.add(100);
        times.add(1_000_000);
        times.add(1_000_000);
        long[] counts = times.sinceLast();
        assertEquals(100, (double) StepTimes.percentile(counts, 0.50), 13);
        assertEquals(1_000_000, (double) StepTimes.percentile(counts, 0.99), 130_000);
        assertEquals(0, StepTimes.percentile(times.sinceLast(), 0.99));
        times.add(3);
        assertEquals(3, StepTimes.percentile(times.sinceLast(), 0.50));
    }
}
