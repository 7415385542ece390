package dev.pirn.pool;

import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link ProcessPool}. Used by one thread. */
public final class ProcessPoolBuilder {

    private static final int SMALLEST_HEAP = 64;

    int workers = Runtime.getRuntime().availableProcessors();
    long tasksPerWorker = Long.MAX_VALUE;
    int heapMebibytes;
    final List<String> jvmOptions = new ArrayList<>();
    final Map<String, String> environment = new HashMap<>();
    ProcessPool.Run initializer = () -> {};
    String filter = Wire.DEFAULT_FILTER;
    Consumer<? super OutputLine> output = OutputLine::print;

    @Nullable
    Path cache = AotCache.defaultDirectory();

    ProcessPoolBuilder() {}

    /**
     * Sets how many functions run at a time.
     *
     * @param count how many workers; without this, one for each processor
     * @return this builder
     */
    public ProcessPoolBuilder workers(int count) {
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
    public ProcessPoolBuilder tasksPerWorker(long count) {
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
    public ProcessPoolBuilder heapMebibytes(int mebibytes) {
        if (mebibytes < 2) throw new IllegalArgumentException("a JVM needs 2 MiB of heap, not " + mebibytes);
        heapMebibytes = mebibytes;
        return this;
    }

    /**
     * Adds options of the workers' JVMs, such as {@code --enable-native-access=ALL-UNNAMED} or {@code -Dname=value}.
     * They get none of this JVM's but its class path and module path.
     *
     * @param options each of which is one argument; they prevail over Pirn's own
     * @return this builder
     */
    public ProcessPoolBuilder jvmOptions(String... options) {
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
    public ProcessPoolBuilder environment(String variable, String value) {
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
    public ProcessPoolBuilder initializer(ProcessPool.Run function) {
        initializer = function;
        return this;
    }

    /**
     * Sets which classes may be deserialized, in workers and here.
     *
     * @param pattern as in {@link ObjectInputFilter.Config#createFilter}; without this, all but those that are known to
     *     run code when they are deserialized. Lambdas need {@code java.lang.invoke.SerializedLambda}
     * @return this builder
     */
    public ProcessPoolBuilder filter(String pattern) {
        ObjectInputFilter.Config.createFilter(pattern); // throws, and names what is wrong
        filter = pattern;
        return this;
    }

    /**
     * Sets what becomes of the lines that workers print. A worker never waits for it: if it is too slow, lines are
     * dropped, and a line says how many.
     *
     * @param consumer called in a thread of the pool; without this, {@link OutputLine#print}
     * @return this builder
     */
    public ProcessPoolBuilder output(Consumer<? super OutputLine> consumer) {
        output = consumer;
        return this;
    }

    /**
     * Sets where the JVM's ahead-of-time cache of the workers' classes is kept, with which they start sooner. It is
     * made next to the first pool of a class path, for those that follow; not if a directory is in the class path,
     * because the JVM then makes none.
     *
     * @param directory made if needed; null for no cache. Without this, the directory {@code pirn} in the user's cache
     * @return this builder
     */
    public ProcessPoolBuilder cache(@Nullable Path directory) {
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
        return ProcessPool.start(this);
    }
}
