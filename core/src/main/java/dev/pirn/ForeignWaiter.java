package dev.pirn;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Bridge: waits for a future on behalf of code outside its loop. It is completed even if the loop was
 * closed before, so that no caller waits for ever.
 */
abstract class ForeignWaiter extends FutureCore.Waiter {

    final FutureCore<?> future;

    ForeignWaiter(FutureCore<?> future) {
        this.future = future;
    }

    /**
     * The loop was closed before it learned of this; the future may be done one day, without notification. Any thread.
     */
    abstract void unreachable();

    /** Begins to wait. From any thread; fails if the future's loop is closed. */
    final void register() {
        if (future.loop.onLoop()) registerHere();
        else future.loop.submit(new Registration());
    }

    private void registerHere() {
        if (future.isDone()) done();
        else future.addWaiter(this);
    }

    private final class Registration extends Ready {

        @Override
        void step() {
            registerHere();
        }

        @Override
        void dropped() {
            if (future.isDone()) doneAfterClose();
            else unreachable();
        }
    }

    /** Ends a promise of another loop, without a result: the future is to be looked at. */
    static final class ForPromise extends ForeignWaiter implements Represented {

        private final Promise<@Nullable Void> promise;

        ForPromise(FutureCore<?> future, Promise<@Nullable Void> promise) {
            super(future);
            this.promise = promise;
            promise.onCancel = this;
        }

        @Override
        public void run() {}

        @Override
        public WaitReason purpose() {
            return future.purposeOfAwaiting();
        }

        /** A failure is not read by this. */
        @Override
        void done() {
            if (future.hasFailed()) promise.cancel("what it stands for failed");
            else promise.complete(null);
        }

        @Override
        void doneAfterClose() {
            done();
        }

        @Override
        void unreachable() {
            promise.cancel("its loop was closed");
        }

        void cancel() {
            if (!promise.cancel("no waiter any more")) return;
            future.loop.submitOrDrop(new Callback(future.loop, () -> future.removeWaiter(this), Context.EMPTY));
        }
    }

    /** What {@link Future#toCompletableFuture} makes. If it is completed otherwise, the future keeps nothing of it. */
    static final class Stage<T extends @Nullable Object> extends CompletableFuture<T> {

        final ForStage<T> waiter;

        Stage(FutureCore<T> future) {
            waiter = new ForStage<>(future, this);
        }

        @Override
        public boolean complete(T value) {
            boolean first = super.complete(value);
            if (first) waiter.leave();
            return first;
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            boolean first = super.completeExceptionally(failure);
            if (first) leaveOrCancel();
            return first;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            leaveOrCancel();
            return cancelled;
        }

        private void leaveOrCancel() {
            if (isCancelled()) waiter.future.cancel("the completable future made of it was cancelled");
            else waiter.leave();
        }
    }

    /** Ends a stage as the future ends, by a callback of the loop while that runs any. */
    static final class ForStage<T extends @Nullable Object> extends ForeignWaiter {

        private final FutureCore<T> source;
        private final CompletableFuture<T> stage;
        private final Context context = Context.current();

        private ForStage(FutureCore<T> future, CompletableFuture<T> stage) {
            super(future);
            this.source = future;
            this.stage = stage;
        }

        private void leave() {
            if (future.isDone()) return;
            if (future.loop.onLoop()) future.removeWaiter(this);
            else future.loop.submitOrDrop(new Callback(future.loop, () -> future.removeWaiter(this), Context.EMPTY));
        }

        @Override
        void done() {
            future.loop.ready(new Ready() {
                @Override
                void step() {
                    future.loop.runCallback(() -> source.copyTo(stage), context);
                }

                @Override
                void dropped() {
                    doneAfterClose();
                }
            });
        }

        @Override
        void doneAfterClose() {
            source.copyTo(stage);
        }

        @Override
        void unreachable() {
            stage.completeExceptionally(new LoopClosedException("the loop of the future was closed"));
        }
    }
}
