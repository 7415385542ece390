package dev.pirn;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A scope is cancelled by another thread while its coroutine enters it: either the coroutine sees the reason, or the
 * canceller sees the task and sends the cancellation to its loop. If neither saw the other, it would be lost.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both see the other")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the coroutine sees the reason")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the canceller sees the task")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "the cancellation is lost")
@State
public class CancelScopeStress {

    private static final TaskCore<?> TASK = ((RunLoop) Runner.create().loop()).newMain(() -> {}, Context.EMPTY);

    private final CancelScope scope = new CancelScope();

    /** The coroutine. */
    @Actor
    public void enter(ZZ_Result result) {
        scope.belongTo(TASK);
        result.r1 = scope.isCancelled();
    }

    /** The other thread. */
    @Actor
    public void cancel(ZZ_Result result) {
        result.r2 = scope.taskAfterCancel("enough") != null;
    }
}
