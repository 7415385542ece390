package dev.pirn.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private final MadeUp program = new MadeUp();
    private final AtomicLong time = new AtomicLong();

    /** How long a dump takes. */
    private volatile Duration effort = Duration.ofMillis(1);

    private final Sampler sampler = new Sampler(new Slow(), time::get);

    @AfterEach
    void close() {
        sampler.close();
    }

    @Test
    void manyPagesAreOneLook() {
        long version = sampler.changesSince(0).version();
        assertEquals(version, sampler.changesSince(0).version());
        assertEquals(1, program.dumps.get());
        pass(Sampler.FRESH);
        assertEquals(version + 1, sampler.changesSince(version).version());
        assertEquals(2, program.dumps.get());
    }

    @Test
    void firstTheWholeIsToldThenWhatIsNew() {
        program.tasks = MadeUp.sleepers(10);
        Changes first = sampler.changesSince(0);
        assertTrue(first.isWhole());
        assertEquals(10, first.tasks().size());
        pass(Sampler.FRESH);
        Changes second = sampler.changesSince(first.version());
        assertFalse(second.isWhole());
        assertEquals(0, second.tasks().size());
    }

    @Test
    void whatTakesLongIsDoneSeldom() {
        assertEquals(1_000, sampler.changesSince(0).nextMillis());
        effort = Duration.ofMillis(200);
        pass(Sampler.FRESH);
        assertEquals(4_000, sampler.changesSince(0).nextMillis());
        effort = Duration.ofSeconds(2);
        pass(Sampler.FRESH);
        assertEquals(10_000, sampler.changesSince(0).nextMillis());
    }

    @Test
    void aStallIsWatchedClosely() {
        effort = Duration.ofSeconds(1); // the patience with the loop
        program.state = LoopInfo.State.STALLED;
        assertEquals(1_000, sampler.changesSince(0).nextMillis());
    }

    @Test
    void whenNobodyLooksNothingIsMeasured() {
        sampler.changesSince(0);
        sampler.restIfIdle();
        assertEquals(0, program.rests.get());
        pass(Sampler.IDLE);
        sampler.restIfIdle();
        assertEquals(1, program.rests.get());
    }

    @Test
    void aClosedOneLooksNoMore() {
        sampler.changesSince(0);
        sampler.close();
        assertEquals(1, program.rests.get());
        pass(Sampler.FRESH);
        assertThrows(IllegalStateException.class, () -> sampler.changesSince(0));
        assertEquals(1, program.dumps.get());
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private final class Slow implements Source {

        @Override
        public Dump dump(LongPredicate closer, Dump.Part... parts) {
            pass(effort);
            return program.dump(closer, parts);
        }

        @Override
        public Map<Integer, Meter.Reading> readings() {
            return program.readings();
        }

        @Override
        public List<Stall> stalls() {
            return program.stalls();
        }

        @Override
        public void rest() {
            program.rest();
        }
    }
}
