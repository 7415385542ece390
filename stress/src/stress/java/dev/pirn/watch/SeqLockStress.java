package dev.pirn.watch;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A copy of the numbers is that of one moment between two changes. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "before the changes")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "between them")
@Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "after them")
@Outcome(expect = Expect.FORBIDDEN, desc = "a copy of no moment")
@State
public class SeqLockStress {

    private static final int TRIES = 1_000_000;

    private final SeqLock numbers = new SeqLock(3);

    /** The one thread that changes them. */
    @Actor
    public void change() {
        for (int change = 0; change < 2; change++) {
            numbers.begin();
            for (int i = 0; i < 3; i++) numbers.add(i, 1);
            numbers.end();
        }
    }

    /** Any other thread. */
    @Actor
    public void copy(JJJ_Result result) {
        long[] copy = numbers.copy(TRIES);
        result.r1 = copy[0];
        result.r2 = copy[1];
        result.r3 = copy[2];
    }
}
