package dev.pirn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Wait: suspends one coroutine until it is resumed: the primitive under streams, locks and queues. It remembers
 * nothing: check the condition, park, and check again.
 *
 * <p>Confined to the loop: used by the coroutines and callbacks of one loop only.
 */
public final class Parker {

    private @Nullable TaskCore<?> task;

    /** Creates a parker on which no coroutine is parked. */
    public Parker() {}

    /** How a wait ends when its scope is cancelled, and what it is for. */
    @FunctionalInterface
    public interface Abort extends WaitReason.Described {

        /**
         * {@return a wait that always gives up}
         *
         * @param purpose what it is for
         */
        static Abort givingUp(WaitReason.Described purpose) {
            return new GivingUp(purpose);
        }

        /**
         * Asks the wait to give up. Called on the loop, once, while the coroutine is parked; must not run user code.
         * If the operation ends at once, it may {@link #unpark}: the coroutine runs later.
         *
         * @return true if it gave up: nothing has happened or will, and {@link #park} throws {@link Cancelled}. False
         *     if the operation will end by itself and {@link #unpark}: its result is then delivered
         */
        boolean abort();

        /** {@return what the wait is for; by default, which class parked} */
        @Override
        @SuppressWarnings(
                "FunctionalInterfaceMethodChanged") // its one method is abort, and no code calls a lambda's purpose by
        // it
        default WaitReason purpose() {
            return WaitReason.unknown(this);
        }
    }

    private record GivingUp(WaitReason.Described described) implements Abort {

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public WaitReason purpose() {
            return described.purpose();
        }
    }

    /**
     * Suspends the calling coroutine until {@link #unpark}.
     *
     * @param onCancel asked when the coroutine's scope is cancelled
     * @throws Cancelled if the scope is cancelled, at entry or while parked
     * @throws BusyException if another coroutine is parked here
     * @throws IllegalStateException if the caller is not a coroutine
     */
    public void park(Abort onCancel) {
        Objects.requireNonNull(onCancel, "onCancel");
        TaskCore<?> me = enter();
        me.checkCancelled();
        task = me;
        try {
            me.suspend(onCancel);
        } finally {
            task = null;
        }
    }

    /**
     * Suspends the calling coroutine until {@link #unpark}; cancellation waits until the next await.
     *
     * @param purpose what it waits for
     * @throws BusyException if another coroutine is parked here
     * @throws IllegalStateException if the caller is not a coroutine
     */
    public void parkShielded(WaitReason.Described purpose) {
        Objects.requireNonNull(purpose, "purpose");
        TaskCore<?> me = enter();
        task = me;
        try {
            me.suspendShielded(purpose);
        } finally {
            task = null;
        }
    }

    private TaskCore<?> enter() {
        TaskCore<?> me = TaskCore.required();
        TaskCore<?> other = task;
        if (other != null) throw new BusyException(other.name() + " waits here already, so " + me.name() + " cannot");
        return me;
    }

    /**
     * Resumes the parked coroutine: it runs in the loop's next batch.
     *
     * @return false if no coroutine is parked, or is about to run already
     * @throws IllegalStateException in debug mode, if the caller is not on the loop of the parked coroutine
     */
    public boolean unpark() {
        TaskCore<?> parked = task;
        if (parked != null && parked.loop.debug()) parked.loop.checkHere("a parker");
        return parked != null && parked.resume();
    }

    /** {@return whether a coroutine is parked here, or has been resumed and not yet run} */
    public boolean isParked() {
        return task != null;
    }
}
