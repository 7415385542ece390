package dev.pirn.leak;

import dev.pirn.Loop;
import java.lang.ref.Cleaner;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Closes what was dropped without being closed. */
public final class LeakGuard implements Runnable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final @Nullable Loop loop;
    private final Runnable closeLeaked;
    private volatile boolean disarmed;

    private LeakGuard(@Nullable Loop loop, Runnable closeLeaked) {
        this.loop = loop;
        this.closeLeaked = closeLeaked;
    }

    /**
     * Guards an owner, to which nothing that is reachable from the callback may refer while no operation is pending.
     *
     * @param owner what has to be closed
     * @param loop the loop it belongs to
     * @param closeLeaked run on the loop when the owner is no longer reachable: closes and reports
     * @return to be run when the owner is closed
     */
    public static Runnable guard(Object owner, Loop loop, Runnable closeLeaked) {
        return guard(owner, new LeakGuard(loop, closeLeaked));
    }

    /**
     * Guards an owner that belongs to no loop.
     *
     * @param owner what has to be closed
     * @param closeLeaked run in the cleaner's thread when the owner is no longer reachable: closes and reports
     * @return to be run when the owner is closed
     */
    public static Runnable guard(Object owner, Runnable closeLeaked) {
        return guard(owner, new LeakGuard(null, closeLeaked));
    }

    private static Runnable guard(Object owner, LeakGuard guard) {
        Cleaner.Cleanable registration = CLEANER.register(owner, guard);
        return () -> {
            guard.disarmed = true;
            registration.clean();
        };
    }

    /**
     * {@return in debug mode, where the caller was made, for {@link #failure}; else null}
     *
     * @param loop the loop it belongs to
     */
    public static @Nullable Exception opened(Loop loop) {
        return loop.debug() ? new Exception("it was opened here") : null;
    }

    /**
     * {@return the failure to report of what was not closed}
     *
     * @param message what it is
     * @param opened where it was made, if that is known
     */
    public static Exception failure(String message, @Nullable Exception opened) {
        IllegalStateException failure = new IllegalStateException(
                opened == null ? message + " (debug mode shows where it was opened)" : message);
        if (opened != null) failure.addSuppressed(opened);
        return failure;
    }

    /** In the cleaner's thread, when the owner is no longer reachable; or in {@link #guard}'s answer. */
    @Override
    public void run() {
        if (disarmed) return;
        if (loop == null) closeLeaked.run();
        else if (!loop.isClosed()) runOn(loop);
    }

    private void runOn(Loop loop) {
        try {
            loop.execute(closeLeaked);
        } catch (RejectedExecutionException _) {
            // the loop was closed just now, and with it what belongs to it
        }
    }
}
