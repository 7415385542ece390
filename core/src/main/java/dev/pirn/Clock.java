package dev.pirn;

/**
 * Run: where a loop takes its time from. The only place that asks the system; tests put a virtual clock here.
 *
 * <p>Called on the loop thread; {@link #nanoTime} from any thread. Implementations must not block.
 */
public interface Clock {

    /** {@return the time in nanoseconds since some fixed origin; it never goes back} */
    long nanoTime();

    /**
     * Decides how long the loop may really wait, when nothing is ready.
     *
     * @param untilDeadline nanoseconds until the next timer is due; {@link Long#MAX_VALUE} if there is none
     * @param jobs how many functions of this loop run in other threads, and coroutines are blocked in foreign code
     * @param pendingIo how many I/O operations are pending
     * @return nanoseconds to wait at most; 0 does not wait, {@link Long#MAX_VALUE} waits without limit. A limit
     *     although there is no timer says that nothing can come but from other threads: if nothing has come by then,
     *     and the loop's tasks wait for each other only, its run fails with an {@link IllegalStateException} that
     *     names them
     */
    default long waitNanos(long untilDeadline, int jobs, int pendingIo) {
        return untilDeadline;
    }

    /**
     * The wait of {@link #waitNanos} ended with nothing ready. A virtual clock jumps to the deadline here.
     *
     * @param untilDeadline as given to {@link #waitNanos}
     */
    default void idled(long untilDeadline) {}

    /** {@return the system's monotonic clock} */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}

enum SystemClock implements Clock {
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
