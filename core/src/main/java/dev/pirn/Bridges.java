package dev.pirn;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Bridge: between a coroutine and what completes elsewhere: stages, futures and threads of the JDK. */
final class Bridges {

    private Bridges() {}

    static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return awaitOwned(wrap(stage));
    }

    static <T extends @Nullable Object> Promise<T> wrap(CompletionStage<T> stage) {
        Promise<T> here = RunLoop.required().promise();
        here.onCancel = new Foreign(stage, () -> cancel(stage));
        stage.whenComplete((value, failure) -> {
            if (failure == null) here.complete(value);
            else here.fail(failure);
        });
        return here;
    }

    /** What a promise stands for that a foreign future completes. */
    private record Foreign(Object future, Runnable canceller) implements Represented {

        @Override
        public void run() {
            canceller.run();
        }

        @Override
        public WaitReason purpose() {
            return WaitReason.of("stage", WaitReason.type(future));
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            // a stage that cannot be cancelled
        }
    }

    static <T extends @Nullable Object> T await(java.util.concurrent.Future<T> future) {
        if (future instanceof Future<T> ours) return ours.await();
        Promise<T> here = RunLoop.required().promise();
        here.onCancel = new Foreign(future, () -> future.cancel(true));
        Thread.ofVirtual().name("pirn-wait").start(() -> complete(here, future));
        return awaitOwned(here);
    }

    private static <T extends @Nullable Object> void complete(Promise<T> here, java.util.concurrent.Future<T> future) {
        try {
            here.complete(future.get());
        } catch (ExecutionException e) {
            here.fail(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException | RuntimeException | Error e) {
            here.fail(e);
        }
    }

    /** Awaits a promise that stands for something that no other code owns. */
    private static <T extends @Nullable Object> T awaitOwned(Promise<T> promise) {
        try {
            return promise.await();
        } catch (Cancelled c) {
            promise.cancel(c.reason());
            throw c;
        }
    }

    static <T extends @Nullable Object> T toThread(Callable<? extends T> function, boolean abandonOnCancel) {
        TaskCore<?> task = TaskCore.required();
        task.checkCancelled();
        Job<T> job = task.loop.jobs().start(null, function);
        if (abandonOnCancel) return awaitOwned(job.promise);
        task.awaitNoticing(
                job.promise,
                () -> job.unwanted(task.innermostScope().cancelled().reason()));
        FutureCore.Failure failure = job.promise.readFailure();
        if (failure != null) task.checkCancelledAfter(failure.cause);
        return job.promise.result();
    }
}
