package dev.pirn.pool;

import dev.pirn.Clock;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An executor whose functions run in child JVMs: for crash isolation, memory limits and native code. A function, what
 * it holds, and its result are serialized; both JVMs have the same class path.
 *
 * {@snippet file="dev/pirn/snippets/PoolSnippets.java" region="submit"}
 *
 * <p>Workers are started ahead, run one function at a time, and are kept. One that dies fails only the task that it
 * ran, with a {@link WorkerException}, and is replaced. Cancelling a task that has not begun takes it back; cancelling
 * one that runs kills its worker, because nothing else stops a function for certain: so does {@code cancel(true)} of
 * its future, and cancelling a coroutine that awaits it. A worker ends when this JVM does, however that ends.
 *
 * <p>Exceptions arrive as they were thrown, with the stack trace that they have in the worker. Lines that workers print
 * come out here. What is submitted is serialized by the caller, so that later changes of its objects do not matter;
 * executors that wrap what they are given, such as {@link java.util.concurrent.ExecutorCompletionService}, cannot be
 * put in front.
 *
 * <p>All methods may be called from any thread. None but {@link #close}, {@link #awaitTermination}, {@code invokeAll}
 * and {@code invokeAny} waits. The callbacks of a future run in the thread of the worker: one that takes long keeps
 * that worker from its next task. The threads of a pool do not keep the JVM alive.
 */
public final class ProcessPool implements ExecutorService {

    /**
     * A function whose lambda is serializable. A lambda that is passed to {@link #submit(Call)} is one; for {@link
     * dev.pirn.Async#runInExecutor} cast it: {@code (ProcessPool.Call<String>) () -> …}.
     *
     * @param <T> the type of its result
     */
    @FunctionalInterface
    public interface Call<T extends @Nullable Object> extends Callable<T>, Serializable {}

    /** A function without a result whose lambda is serializable. */
    @FunctionalInterface
    public interface Run extends Runnable, Serializable {}

    private static final AtomicInteger POOLS = new AtomicInteger();

    private final String name = "pirn-processes-" + POOLS.incrementAndGet();
    private final long tasksPerWorker;
    private final Wire wire;
    private final byte[] initializer;
    private final Launch launch;
    private final Output output;
    private final List<Worker> workers = new ArrayList<>();
    private final Thread cleanup = new Thread(this::atExit, "pirn-pool-cleanup");
    private final CountDownLatch terminated = new CountDownLatch(1);

    private final PoolQueue queue = new PoolQueue();
    private final AtomicInteger workersLeft;

    private ProcessPool(ProcessPoolBuilder settings) {
        tasksPerWorker = settings.tasksPerWorker;
        wire = new Wire(ObjectInputFilter.Config.createFilter(settings.filter), settings.loader());
        initializer = Wire.bytesOf(settings.initializer);
        Optional<AotCache> cache = AotCache.of(settings);
        launch = new Launch(settings, cache.map(AotCache::options).orElse(List.of()));
        cache.ifPresent(missing -> missing.prepare(settings));
        output = new Output(name, settings.output);
        workersLeft = new AtomicInteger(settings.workers);
        for (int number = 1; number <= settings.workers; number++) workers.add(new Worker(this, number, name));
    }

    static ProcessPool start(ProcessPoolBuilder settings) {
        return new ProcessPool(settings).start();
    }

    private ProcessPool start() {
        Runtime.getRuntime().addShutdownHook(cleanup);
        for (Worker worker : workers) worker.startThread();
        return this;
    }

    /** {@return the settings of a pool to be} */
    public static ProcessPoolBuilder builder() {
        return new ProcessPoolBuilder();
    }

    // submitting

    /**
     * Runs a function in a worker.
     *
     * @param function what to run
     * @param <T> the type of its result
     * @return its outcome; {@code cancel(true)} kills the worker that runs it
     * @throws IllegalArgumentException if it is not serializable, naming the class that is not
     * @throws RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Call<T> function) {
        return submit((Callable<T>) function);
    }

    /**
     * Runs a function without a result in a worker, as {@link #submit(Call)}.
     *
     * @param function what to run
     * @return its outcome
     */
    public CompletableFuture<?> submit(Run function) {
        return submit((Runnable) function);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> function) {
        PoolTask<T> task = PoolTask.ofCallable(this, function);
        enqueue(task);
        return task;
    }

    @Override
    public CompletableFuture<?> submit(Runnable function) {
        PoolTask<@Nullable Void> task = PoolTask.ofRunnable(this, function, null);
        enqueue(task);
        return task;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable function, T result) {
        PoolTask<T> task = PoolTask.ofRunnable(this, function, result);
        enqueue(task);
        return task;
    }

    /**
     * Runs a function in a worker. A failure goes to the uncaught exception handler.
     *
     * @param function what to run
     * @throws IllegalArgumentException if it is not serializable, naming the class that is not
     * @throws RejectedExecutionException if the pool was shut down
     */
    @Override
    public void execute(Runnable function) {
        enqueue(PoolTask.ofExecute(this, function));
    }

    private void enqueue(PoolTask<?> task) {
        if (!queue.add(task))
            throw new RejectedExecutionException(this + " was shut down; it does not run " + task.functionName());
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> functions)
            throws InterruptedException {
        List<CompletableFuture<T>> futures = submitAll(functions);
        try {
            for (CompletableFuture<T> future : futures) waitFor(future);
        } catch (Throwable e) {
            cancelAll(futures);
            throw e;
        }
        return List.copyOf(futures);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> functions, long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = Clock.system().nanoTime() + unit.toNanos(timeout);
        List<CompletableFuture<T>> futures = submitAll(functions);
        try {
            for (CompletableFuture<T> future : futures) {
                if (!waitFor(future, deadline - Clock.system().nanoTime())) break;
            }
        } finally {
            cancelAll(futures); // those that are not done
        }
        return List.copyOf(futures);
    }

    private <T extends @Nullable Object> List<CompletableFuture<T>> submitAll(
            Collection<? extends Callable<T>> functions) {
        List<CompletableFuture<T>> futures = new ArrayList<>(functions.size());
        try {
            for (Callable<T> function : functions) futures.add(submit(function));
        } catch (RuntimeException e) {
            cancelAll(futures);
            throw e;
        }
        return futures;
    }

    private static void waitFor(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException | CancellationException e) {
            // its caller sees it in the future
        }
    }

    private static boolean waitFor(CompletableFuture<?> future, long nanos) throws InterruptedException {
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | CancellationException e) {
            // its caller sees it in the future
        }
        return true;
    }

    private static void cancelAll(List<? extends CompletableFuture<?>> futures) {
        for (CompletableFuture<?> future : futures) future.cancel(true);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> functions)
            throws InterruptedException, ExecutionException {
        List<CompletableFuture<T>> futures = submitAll(functions);
        try {
            return firstOf(futures).get();
        } finally {
            cancelAll(futures);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> functions, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<CompletableFuture<T>> futures = submitAll(functions);
        try {
            return firstOf(futures).get(timeout, unit);
        } finally {
            cancelAll(futures);
        }
    }

    /** The first result; if there is none, the last failure. */
    private static <T extends @Nullable Object> CompletableFuture<T> firstOf(List<CompletableFuture<T>> futures) {
        if (futures.isEmpty()) throw new IllegalArgumentException("no functions were given");
        CompletableFuture<T> first = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(futures.size());
        for (CompletableFuture<T> future : futures) {
            future.whenComplete((value, failure) -> {
                if (failure == null) first.complete(value);
                else if (left.decrementAndGet() == 0) first.completeExceptionally(failure);
            });
        }
        return first;
    }

    // what workers and tasks ask for

    Launch launch() {
        return launch;
    }

    Wire wire() {
        return wire;
    }

    Output output() {
        return output;
    }

    byte[] initializer() {
        return initializer;
    }

    long tasksPerWorker() {
        return tasksPerWorker;
    }

    PoolQueue queue() {
        return queue;
    }

    /**
     * A worker could not start. If none is up, the tasks that wait fail with it; the next one that is submitted tries
     * again.
     */
    void failIfNoWorkerIsUp(WorkerException reason) {
        for (PoolTask<?> task : queue.takeAllIf(() -> processes().isEmpty())) task.fail(reason);
    }

    /** The thread of a worker ends. */
    void ended() {
        if (workersLeft.decrementAndGet() == 0) cleanUp();
    }

    // the end

    /** The last worker's thread. */
    private void cleanUp() {
        try {
            output.close();
            launch.close();
            Runtime.getRuntime().removeShutdownHook(cleanup);
        } catch (InterruptedException | IOException e) {
            System.getLogger(ProcessPool.class.getName())
                    .log(System.Logger.Level.WARNING, this + " could not clean up behind itself", e);
        } catch (IllegalStateException e) {
            // the JVM is ending
        } finally {
            terminated.countDown();
        }
    }

    /** The JVM ends with an open pool: its workers notice that by themselves, but its directory would stay. */
    private void atExit() {
        for (Worker worker : workers) worker.kill();
        try {
            launch.close();
        } catch (IOException e) {
            // it stays
        }
    }

    /** Takes no more tasks. Those that were submitted still run; then the workers end, with their shutdown hooks. */
    @Override
    public void shutdown() {
        queue.shutDown();
    }

    /**
     * Kills the workers. The futures of all tasks, running or not, are cancelled.
     *
     * @return the functions that had not begun
     */
    @Override
    public List<Runnable> shutdownNow() {
        PoolQueue.Left left = queue.stop();
        for (PoolTask<?> task : left.all()) task.cancel(true);
        for (Worker worker : workers) worker.kill(); // also those without a task
        return left.waiting().stream().map(PoolTask::asRunnable).toList();
    }

    @Override
    public boolean isShutdown() {
        return !queue.isOpen();
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    /** {@return the processes that are up now, to watch them or to see what they use} */
    public List<ProcessHandle> processes() {
        return workers.stream()
                .map(Worker::process)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    @Override
    public String toString() {
        return "process pool " + name;
    }
}
