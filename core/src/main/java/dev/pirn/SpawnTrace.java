package dev.pirn;

import dev.pirn.watch.Frames;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Observe: debug mode's answer to "who started this?": what runs is wrapped at its registration, and what it throws
 * then carries the registering stack as a suppressed exception. Costs nothing while debug mode is off.
 */
final class SpawnTrace extends Exception {
    private static final long serialVersionUID = 1L;

    private SpawnTrace(String message) {
        super(message);
    }

    static Runnable trace(RunLoop loop, Runnable callback) {
        return loop.debug() ? new Traced(callback, new SpawnTrace("the callback was registered here")) : callback;
    }

    static final class TracedBody implements Body<@Nullable Object, Throwable> {

        private final Block<?> body;
        private final SpawnTrace created = new SpawnTrace("the task was spawned here");

        TracedBody(Block<?> body) {
            this.body = body;
        }

        StackTraceElement[] stack() {
            return Arrays.stream(created.getStackTrace())
                    .dropWhile(Frames::isMachinery)
                    .toArray(StackTraceElement[]::new);
        }

        @Override
        public @Nullable Object call() throws Throwable {
            try {
                return TaskCore.call(body);
            } catch (Throwable failure) {
                if (!(failure instanceof Cancelled)) failure.addSuppressed(created);
                throw failure;
            }
        }
    }

    private record Traced(Runnable callback, SpawnTrace created) implements Runnable {

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
