package dev.pirn;

import java.util.concurrent.Callable;

/**
 * Debug mode's answer to "who started this?": what runs is wrapped at its registration, and what it throws then carries
 * the registering stack as a suppressed exception. Costs nothing while debug mode is off.
 */
final class Created extends Exception {
    private static final long serialVersionUID = 1L;

    private Created(String message) {
        super(message);
    }

    static Runnable trace(RunLoop loop, Runnable callback) {
        return loop.debug() ? new Traced(callback, new Created("the callback was registered here")) : callback;
    }

    /** Wraps the body of a task. */
    static Callable<?> traceBody(Object body) {
        Created created = new Created("the task was spawned here");
        return () -> {
            try {
                return TaskCore.call(body);
            } catch (Throwable failure) {
                if (!(failure instanceof Cancelled)) failure.addSuppressed(created);
                throw failure;
            }
        };
    }

    private record Traced(Runnable callback, Created created) implements Runnable {

        @Override
        public void run() {
            try {
                callback.run();
            } catch (Throwable failure) {
                failure.addSuppressed(created);
                throw failure;
            }
        }

        @Override
        public String toString() {
            return callback.toString();
        }
    }
}
