package dev.pirn.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SeqLockTest {

    private static final int COPIES = 200_000;

    @Test
    void aCopyIsNeverMadeInTheMiddleOfAChange() throws Exception {
        SeqLock numbers = new SeqLock(2);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                numbers.begin();
                numbers.add(0, 1);
                numbers.add(1, -1);
                numbers.end();
                for (int i = 0; i < 100; i++) Thread.onSpinWait(); // or a reader would hardly get one in between
            }
        });
        try {
            for (int i = 0; i < COPIES; i++) {
                long[] copy = numbers.copy(Integer.MAX_VALUE);
                assertEquals(0, copy[0] + copy[1]);
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }
}
