package dev.pirn.start;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs what happens once a JVM on a thread of its own. What fails while a class is initialised fails for ever, so it
 * must not depend on the first caller: on an interrupt that is pending there, on a stack that is almost full, or on a
 * heap that is exhausted at the moment. From any thread; an interrupt of the caller stays pending.
 */
public final class FreshThread {

    /** Longer than class loading takes on a machine that is very busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** While memory is short, it is tried so often, with a pause of so many nanoseconds. */
    private static final int ATTEMPTS = 300;

    private static final long PAUSE = 10_000_000;

    private FreshThread() {}

    /**
     * {@return what a body returns on a new thread, or throws what it throws} On such a thread already, it is just run.
     *
     * @param body what to run; must not wait for the caller
     * @param <T> the type of its result
     * @throws IllegalStateException if it has not ended after five minutes
     */
    public static <T> T call(Supplier<T> body) {
        if (Thread.currentThread() instanceof Fresh<?>) return body.get();
        for (int attempt = 1; ; attempt++) {
            try {
                return new Fresh<>(body).result();
            } catch (VirtualMachineError shortage) {
                if (attempt == ATTEMPTS) throw shortage;
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private static final class Fresh<T> extends Thread {

        private final Supplier<T> body;
        private @Nullable T value;
        private @Nullable Throwable failure;

        Fresh(Supplier<T> body) {
            super("pirn-start");
            this.body = body;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                value = body.get();
            } catch (Throwable e) {
                failure = e;
            }
        }

        T result() {
            start();
            joinUninterruptibly();
            if (failure instanceof Error error) throw error;
            if (failure instanceof RuntimeException unchecked) throw unchecked;
            T result = value;
            if (result == null) throw new IllegalStateException("no answer after " + PATIENCE.toMinutes() + " minutes");
            return result;
        }

        private void joinUninterruptibly() {
            boolean interrupted = false;
            boolean over = false;
            while (!over) {
                try {
                    join(PATIENCE);
                    over = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
