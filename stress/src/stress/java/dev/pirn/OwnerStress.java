package dev.pirn;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads want to run a loop: one gets it, and what it writes without a lock is seen by the next one. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it, and keeps it")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second had it, and the first was refused meanwhile")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the second had it before the first")
@Outcome(expect = Expect.FORBIDDEN, desc = "two have it, or what the one before wrote is not seen")
@State
public class OwnerStress {

    private static final RunLoop LOOP = (RunLoop) Runner.create().loop();

    private final Running running = new Running(LOOP);
    private int plain;

    private int claim() {
        try {
            return running.claim() ? ++plain : -1;
        } catch (IllegalStateException refused) {
            return 0;
        }
    }

    /** Takes the loop and keeps it. */
    @Actor
    public void first(II_Result result) {
        result.r1 = claim();
    }

    /** Takes the loop and gives it back. */
    @Actor
    public void second(II_Result result) {
        result.r2 = claim();
        if (result.r2 == 1) running.release();
    }
}
