package dev.pirn;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Wait: the writable side of a future: asyncio's {@code loop.create_future()}. Made with {@link Loop#promise}. It is
 * done once; later callers get false.
 *
 * @param <T> the type of the result
 */
public final class Promise<T extends @Nullable Object> extends FutureCore<T> {

    /** Called, on the thread that cancels, once the result is unwanted; a {@link Represented} also says what it is. */
    @Nullable
    Runnable onCancel;

    Promise(RunLoop loop) {
        super(loop);
    }

    /**
     * Says what it stands for, which dumps then show of its waiters. On the loop, before it is awaited.
     *
     * @param purpose says it
     * @return this
     */
    public Promise<T> describedBy(WaitReason.Described purpose) {
        Runnable run = onCancel instanceof Description earlier ? earlier.onCancel : onCancel;
        onCancel = new Description(run, Objects.requireNonNull(purpose, "purpose"));
        return this;
    }

    private record Description(@Nullable Runnable onCancel, WaitReason.Described described) implements Represented {

        @Override
        public void run() {
            if (onCancel != null) onCancel.run();
        }

        @Override
        public WaitReason purpose() {
            return described.purpose();
        }
    }

    /**
     * Completes with a result. From any thread; those who await it run in the loop's next turn.
     *
     * @param value the result
     * @return false if it was done already
     */
    public boolean complete(T value) {
        return succeed(value);
    }

    /**
     * Completes with a failure. From any thread. An unread failure is reported to the loop's exception handler.
     *
     * @param failure the failure; {@link CompletionException} is unwrapped, {@link CancellationException} cancels
     * @return false if it was done already
     */
    public boolean fail(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CancellationException cancelled ? endCancelled(cancelled) : failWith(cause);
    }

    @Override
    public boolean cancel(String reason) {
        Objects.requireNonNull(reason, "reason");
        if (!endCancelled(new CancellationException(reason))) return false;
        if (onCancel != null) onCancel.run();
        return true;
    }

    @Override
    WaitReason purposeOfAwaiting() {
        return onCancel instanceof Represented known ? known.purpose() : WaitReason.of("promise", "a promise");
    }

    @Override
    void step() {
        tellWaiters();
    }

    @Override
    void dropped() {
        tellAfterClose();
    }

    @Override
    Ready firing() {
        return this; // a promise is done once, so it is offered to the inbox once
    }

    @Override
    public String toString() {
        return "promise" + (isDone() ? " (done)" : "");
    }
}
