package dev.pirn;

import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Bridge: a function on its way through an executor. An executor in this JVM calls it, and it completes the promise
 * itself. An executor that serializes it to run it elsewhere gets the user's own function instead ({@link
 * #writeReplace}): what travels knows nothing of loops. Then the executor's future reports the end, by a callback if
 * it is a {@link CompletionStage}, else to a virtual thread that waits for it.
 *
 * <table>
 * <caption>Who may touch what</caption>
 * <tr><th>field</th><th>who</th><th>how</th></tr>
 * <tr><td>phase</td><td>any thread</td><td>WAITING → RUNNING or ENDED, once, by compare-and-set: who wins ends
 * it</td></tr>
 * <tr><td>submitted</td><td>written by the thread that submits</td><td>volatile, before it reads travels</td></tr>
 * <tr><td>travels</td><td>written by the serializing thread</td><td>volatile, before it reads submitted: one of the
 * two sees the other</td></tr>
 * <tr><td>watched</td><td>any thread</td><td>false → true once, by compare-and-set</td></tr>
 * </table>
 *
 * @param <T> the type of its result
 */
final class Job<T extends @Nullable Object> implements Callable<T>, Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final ThreadLocal<Job<?>> CURRENT = new ThreadLocal<>();
    private static final VarHandle PHASE;
    private static final VarHandle WATCHED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(Job.class, "phase", Phase.class);
            WATCHED = lookup.findVarHandle(Job.class, "watched", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private enum Phase {
        /** Queued, or running where this object is not. */
        WAITING,
        /** {@link #call} is running it. */
        RUNNING,
        ENDED
    }

    final transient Promise<T> promise;
    private final transient Jobs jobs;
    private final transient Callable<? extends T> function;
    private final transient Context context = Context.current();

    /** Whether it runs in the loop's own pool, with its caller's context class loader. Others' threads keep theirs. */
    private final transient boolean pooled;

    private final transient @Nullable ClassLoader loader =
            Thread.currentThread().getContextClassLoader();

    private transient volatile Phase phase = Phase.WAITING;
    private transient volatile java.util.concurrent.@Nullable Future<? extends T> submitted;
    private transient volatile boolean travels;
    private transient volatile boolean watched;
    private transient volatile @Nullable String unwanted;

    Job(RunLoop loop, Jobs jobs, boolean pooled, Callable<? extends T> function) {
        this.jobs = jobs;
        this.pooled = pooled;
        this.function = function;
        promise = new Promise<>(loop);
        promise.onCancel = new TakeBack(this);
    }

    /** What the promise stands for. */
    private record TakeBack(Job<?> job) implements Represented {

        @Override
        public void run() {
            job.takeBack();
        }

        @Override
        public WaitReason purpose() {
            String where = job.travels ? "elsewhere" : job.phase == Phase.RUNNING ? "running" : "queued";
            return WaitReason.of("executor", WaitReason.type(job.function) + " (" + where + ")");
        }
    }

    /** Throws if the calling thread runs a function whose caller was cancelled. */
    static void checkCancelled() {
        Job<?> job = CURRENT.get();
        String reason = job == null ? null : job.unwanted;
        if (reason != null) throw new Cancelled(null, reason);
    }

    void submitTo(ExecutorService executor) {
        try {
            submitted(executor.submit(this));
        } catch (RuntimeException | Error e) {
            refused(e);
        }
    }

    private void refused(Throwable reason) {
        if (!PHASE.compareAndSet(this, Phase.WAITING, Phase.ENDED)) return;
        jobs.ended();
        promise.fail(reason);
    }

    private void submitted(java.util.concurrent.Future<? extends T> future) {
        submitted = future;
        if (travels || future instanceof CompletionStage<?>) watch(future);
    }

    /** What is serialized in place of this. */
    @Serial
    Object writeReplace() {
        travels = true;
        var future = submitted;
        if (future != null) watch(future);
        return function;
    }

    /** Learns from the executor's future how a function ends that this object does not run. */
    private void watch(java.util.concurrent.Future<? extends T> future) {
        if (!WATCHED.compareAndSet(this, false, true)) return;
        if (future instanceof CompletionStage<?> stage) stage.whenComplete(this::endElsewhere);
        else jobs.startWaiter(() -> waitFor(future));
    }

    private void waitFor(java.util.concurrent.Future<? extends T> future) {
        try {
            endElsewhere(future.get(), null);
        } catch (InterruptedException | ExecutionException | RuntimeException | Error e) {
            endElsewhere(null, e);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the result of the function, or null beside a failure
    private void endElsewhere(@Nullable Object value, @Nullable Throwable failure) {
        if (!PHASE.compareAndSet(this, Phase.WAITING, Phase.ENDED)) return;
        if (failure == null) end(() -> promise.complete((T) value));
        else end(() -> promise.fail(causeOf(failure)));
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The result is not wanted any more: a function that looks with {@link #checkCancelled} learns of it. */
    void unwanted(String reason) {
        unwanted = reason;
    }

    /** A thread of this JVM is not interrupted: it may hold what others need; what runs elsewhere is stopped. */
    private void takeBack() {
        unwanted("the future of this function was cancelled");
        var future = submitted;
        boolean waiting = PHASE.compareAndSet(this, Phase.WAITING, Phase.ENDED);
        if (future != null) future.cancel(travels);
        if (waiting) jobs.ended();
    }

    @Override
    @SuppressWarnings("NullAway") // null is what an executor gets of a function that was taken back: it is never read
    public T call() throws Exception {
        if (!PHASE.compareAndSet(this, Phase.WAITING, Phase.RUNNING)) return null;
        Context before = Context.current(); // not always empty: some executors run in the caller
        ClassLoader others = Thread.currentThread().getContextClassLoader();
        if (pooled) Thread.currentThread().setContextClassLoader(loader);
        CURRENT.set(this);
        Context.set(context);
        try {
            T value = function.call();
            end(() -> promise.complete(value));
            return value;
        } catch (Throwable failure) {
            end(() -> promise.fail(failure));
            throw failure;
        } finally {
            Context.set(before);
            CURRENT.remove();
            if (pooled) Thread.currentThread().setContextClassLoader(others);
        }
    }

    /** Completes on the loop, in one step with {@link Jobs#ended}: a virtual clock must see both or none. */
    private void end(Runnable complete) {
        boolean sent = promise.loop.trySubmit(new Ready() {
            @Override
            void step() {
                jobs.ended();
                complete.run();
            }

            @Override
            void dropped() {
                step(); // the loop was closed meanwhile: other threads may still wait for the result
            }
        });
        if (!sent) complete.run();
    }

    @Override
    public String toString() {
        return function.toString();
    }
}
