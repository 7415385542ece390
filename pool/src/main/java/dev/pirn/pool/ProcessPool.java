package dev.pirn.pool;

import dev.pirn.Clock;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An executor whose functions run in child JVMs: for crash isolation, memory limits and native code. A function, what it
 * holds, and its result are serialized; both JVMs have the same class path.
 *
 * <pre>{@code
 * try (ProcessPool pool = ProcessPool.builder().workers(4).build()) {
 *     int width = await(pool.submit(() -> Native.decode(file).width()));  // in a coroutine; elsewhere submit(…).get()
 * }
 * }</pre>
 *
 * <p>Workers are started ahead, run one function at a time, and are kept. One that dies fails only the task that it ran, with
 * a {@link WorkerException}, and is replaced. Cancelling a task that has not begun takes it back; cancelling one that runs
 * kills its worker, because nothing else stops a function for certain: so does {@code cancel(true)} of its future, and
 * cancelling a coroutine that awaits it. A worker ends when this JVM does, however that ends.
 *
 * <p>Exceptions arrive as they were thrown, with the stack trace that they have in the worker. Lines that workers print come
 * out here. What is submitted is serialized by the caller, so that later changes of its objects do not matter; executors that
 * wrap what they are given, such as {@link java.util.concurrent.ExecutorCompletionService}, cannot be put in front.
 *
 * <p>All methods may be called from any thread. None but {@link #close}, {@link #awaitTermination}, {@code invokeAll} and
 * {@code invokeAny} waits. The callbacks of a future run in the thread of the worker: one that takes long keeps that worker
 * from its next task. The threads of a pool do not keep the JVM alive.
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

    private enum State {
        RUNNING,
        /** Takes no more tasks, and runs those that it has. */
        SHUT_DOWN,
        /** Runs no more tasks. */
        STOPPED
    }

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

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when a worker may have something to do; guarded by the lock, as all that follows. */
    private final Condition changed = lock.newCondition();

    private final LinkedHashSet<PoolTask<?>> queue = new LinkedHashSet<>();
    private State state = State.RUNNING;
    private int workersLeft;

    private ProcessPool(Builder settings) {
        tasksPerWorker = settings.tasksPerWorker;
        wire = new Wire(ObjectInputFilter.Config.createFilter(settings.filter), settings.loader());
        initializer = Wire.bytesOf(settings.initializer);
        Optional<AotCache> cache = AotCache.of(settings);
        launch = new Launch(settings, cache.map(AotCache::options).orElse(List.of()));
        cache.ifPresent(missing -> missing.prepare(settings));
        output = new Output(name, settings.output);
        workersLeft = settings.workers;
        for (int number = 1; number <= settings.workers; number++) workers.add(new Worker(this, number, name));
    }

    private ProcessPool start() {
        Runtime.getRuntime().addShutdownHook(cleanup);
        for (Worker worker : workers) worker.startThread();
        return this;
    }

    /** {@return the settings of a pool to be} */
    public static Builder builder() {
        return new Builder();
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
        lock.lock();
        try {
            if (state != State.RUNNING)
                throw new RejectedExecutionException(this + " was shut down; it does not run " + task.functionName());
            queue.addLast(task);
            changed.signal();
        } finally {
            lock.unlock();
        }
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
            // whoever asked for it will see
        }
    }

    private static boolean waitFor(CompletableFuture<?> future, long nanos) throws InterruptedException {
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | CancellationException e) {
            // whoever asked for it will see
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

    boolean isStopped() {
        lock.lock();
        try {
            return state == State.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a worker should go on. */
    boolean needsWorkers() {
        lock.lock();
        try {
            return state == State.RUNNING || !queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a task for a worker: null if it should look at its process, and whether it is needed. */
    @Nullable
    PoolTask<?> take(Worker worker) throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && state == State.RUNNING && !worker.hasLostChild()) changed.await();
            if (queue.isEmpty() || worker.hasLostChild()) return null;
            PoolTask<?> task = queue.removeFirst();
            task.worker = worker;
            worker.current = task;
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** A worker is done with a task. */
    void released(PoolTask<?> task, Worker worker) {
        lock.lock();
        try {
            task.worker = null;
            worker.current = null;
        } finally {
            lock.unlock();
        }
    }

    /** A worker could not begin a task, which is the next one's then: false if the pool was stopped meanwhile. */
    boolean putBack(PoolTask<?> task, Worker worker) {
        lock.lock();
        try {
            if (state == State.STOPPED) return false;
            task.worker = null;
            worker.current = null;
            if (!task.isDone()) queue.addFirst(task);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A worker could not start. If none is up, the tasks that wait fail with it; the next one that is submitted tries again. */
    void failIfNoWorkerIsUp(WorkerException reason) {
        List<PoolTask<?>> failing;
        lock.lock();
        try {
            if (workers.stream().anyMatch(worker -> worker.process() != null)) return;
            failing = List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        for (PoolTask<?> task : failing) task.fail(reason);
    }

    /** A task was cancelled. */
    void revoke(PoolTask<?> task, boolean mayKill) {
        lock.lock();
        try {
            queue.remove(task);
            if (mayKill && task.worker != null) task.worker.kill();
        } finally {
            lock.unlock();
        }
    }

    /** A process has ended: its worker may have to replace it. */
    void look() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A worker's thread ends. */
    void ended(Worker worker) {
        lock.lock();
        try {
            if (--workersLeft > 0) return;
        } finally {
            lock.unlock();
        }
        cleanUp();
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
        lock.lock();
        try {
            if (state == State.RUNNING) state = State.SHUT_DOWN;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Kills the workers. The futures of all tasks, running or not, are cancelled.
     *
     * @return the functions that had not begun, to be run by whoever wants
     */
    @Override
    public List<Runnable> shutdownNow() {
        List<PoolTask<?>> waiting;
        List<PoolTask<?>> all;
        lock.lock();
        try {
            state = State.STOPPED;
            waiting = List.copyOf(queue);
            queue.clear();
            all = new ArrayList<>(waiting);
            for (Worker worker : workers) {
                if (worker.current != null) all.add(worker.current);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (PoolTask<?> task : all) task.cancel(true);
        for (Worker worker : workers) worker.kill(); // also those without a task
        return waiting.stream().map(PoolTask::asRunnable).toList();
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return state != State.RUNNING;
        } finally {
            lock.unlock();
        }
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

    /** The settings of a {@link ProcessPool}. Used by one thread. */
    public static final class Builder {

        private static final int SMALLEST_HEAP = 64;

        int workers = Runtime.getRuntime().availableProcessors();
        long tasksPerWorker = Long.MAX_VALUE;
        int heapMebibytes;
        final List<String> jvmOptions = new ArrayList<>();
        final Map<String, String> environment = new HashMap<>();
        Run initializer = () -> {};
        String filter = Wire.DEFAULT_FILTER;
        Consumer<? super OutputLine> output = OutputLine::print;

        @Nullable
        Path cache = AotCache.defaultDirectory();

        private Builder() {}

        /**
         * Sets how many functions run at a time.
         *
         * @param count how many workers; without this, one for each processor
         * @return this builder
         */
        public Builder workers(int count) {
            if (count < 1) throw new IllegalArgumentException("a pool needs a worker, not " + count);
            workers = count;
            return this;
        }

        /**
         * Sets how often a worker is used before it is replaced: against leaks in native code.
         *
         * @param count after how many functions; without this, never
         * @return this builder
         */
        public Builder tasksPerWorker(long count) {
            if (count < 1) throw new IllegalArgumentException("a worker has to run a task, not " + count);
            tasksPerWorker = count;
            return this;
        }

        /**
         * Sets how much heap a worker may use.
         *
         * @param mebibytes the most, in MiB; without this, together as much as this JVM may, but 64 each at least
         * @return this builder
         */
        public Builder heapMebibytes(int mebibytes) {
            if (mebibytes < 2) throw new IllegalArgumentException("a JVM needs 2 MiB of heap, not " + mebibytes);
            heapMebibytes = mebibytes;
            return this;
        }

        /**
         * Adds options of the workers' JVMs, such as {@code --enable-native-access=ALL-UNNAMED} or {@code -Dname=value}. They
         * get none of this JVM's but its class path and module path.
         *
         * @param options each of which is one argument; they prevail over Pirn's own
         * @return this builder
         */
        public Builder jvmOptions(String... options) {
            for (String option : options) jvmOptions.add(checkedOption(option));
            return this;
        }

        private static String checkedOption(String option) {
            String key = option.split("[=:]", 2)[0];
            boolean forLauncher = switch (key) {
                case "-cp", "-classpath", "--class-path", "-jar", "-m", "--module", "-p", "--module-path" -> true;
                default -> !option.startsWith("-");
            };
            if (forLauncher) throw new IllegalArgumentException("not an option of a worker's JVM: " + option);
            return option;
        }

        /**
         * Sets a variable in the environment of the workers, which is otherwise that of this JVM.
         *
         * @param variable its name
         * @param value its value
         * @return this builder
         */
        public Builder environment(String variable, String value) {
            if (variable.isEmpty() || variable.contains("="))
                throw new IllegalArgumentException("not the name of a variable: '" + variable + "'");
            environment.put(variable, value);
            return this;
        }

        /**
         * Sets what each worker runs before its first function. If it fails, so do the functions that the worker gets.
         *
         * @param function for example a call of {@link System#loadLibrary}
         * @return this builder
         */
        public Builder initializer(Run function) {
            initializer = function;
            return this;
        }

        /**
         * Sets which classes may be deserialized, in workers and here.
         *
         * @param pattern as in {@link ObjectInputFilter.Config#createFilter}; without this, all but those that are known to run
         *     code when they are deserialized. Lambdas need {@code java.lang.invoke.SerializedLambda}
         * @return this builder
         */
        public Builder filter(String pattern) {
            ObjectInputFilter.Config.createFilter(pattern); // throws, and names what is wrong
            filter = pattern;
            return this;
        }

        /**
         * Sets what becomes of the lines that workers print. A worker never waits for it: if it is too slow, lines are
         * dropped, and it is told how many.
         *
         * @param consumer called in a thread of the pool; without this, {@link OutputLine#print}
         * @return this builder
         */
        public Builder output(Consumer<? super OutputLine> consumer) {
            output = consumer;
            return this;
        }

        /**
         * Sets where the JVM's ahead-of-time cache of the workers' classes is kept, with which they start sooner. It is made
         * next to the first pool of a class path, for those that follow; not if a directory is in the class path, because the
         * JVM then makes none.
         *
         * @param directory made if needed; null for no cache. Without this, the directory {@code pirn} in the user's cache
         * @return this builder
         */
        public Builder cache(@Nullable Path directory) {
            cache = directory;
            return this;
        }

        int heapMebibytes() {
            if (heapMebibytes > 0) return heapMebibytes;
            long share = (Runtime.getRuntime().maxMemory() / workers) >> 20;
            return Math.clamp(share, SMALLEST_HEAP, Integer.MAX_VALUE);
        }

        ClassLoader loader() {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return loader == null ? ClassLoader.getSystemClassLoader() : loader;
        }

        /**
         * Starts the pool. Does not wait for its workers.
         *
         * @return the pool, to be closed
         * @throws IllegalArgumentException if the initializer is not serializable
         */
        public ProcessPool build() {
            return new ProcessPool(this).start();
        }
    }
}
