package dev.pirn;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Run: how coroutines are made: the seam between the scheduler and the JDK. Two implementations with the same
 * behaviour: {@link LoopEngine}, virtual threads that the loop runs itself, and {@link BatonEngine}, for JVMs without
 * the flag it needs. One instance a loop.
 */
abstract class CoroutineEngine {

    /** The word that forces an engine: {@code loop} or {@code baton}. */
    static final String PROPERTY = "pirn.coroutines";

    static CoroutineEngine create(RunLoop loop, @Nullable String wanted) {
        return choose(wanted).equals("loop") ? new LoopEngine(loop) : new BatonEngine(loop);
    }

    static String choose(@Nullable String wanted) {
        String name = wanted != null ? wanted : System.getProperty(PROPERTY);
        if (name == null) return LoopEngine.isAvailable() ? "loop" : fallBack();
        return switch (name) {
            case "baton" -> name;
            case "loop" -> {
                if (LoopEngine.isAvailable()) yield name;
                throw new IllegalStateException(
                        "coroutines \"loop\" are not available, because " + LoopEngine.unavailability());
            }
            default ->
                throw new IllegalArgumentException(
                        "no coroutines are called \"" + name + "\"; there are \"loop\" and \"baton\"");
        };
    }

    private static String fallBack() {
        Warned.once();
        return "baton";
    }

    /** Initialised at most once a JVM, which is how the warning is given once. */
    private static final class Warned {
        static {
            System.getLogger("dev.pirn")
                    .log(
                            System.Logger.Level.WARNING,
                            "Pirn: coroutines are slow and blocking calls block the loop, because "
                                    + LoopEngine.unavailability());
        }

        static void once() {}
    }

    /** The task whose coroutine a virtual thread is; null if it is none. */
    static @Nullable TaskCore<?> taskOf(Thread virtual) {
        TaskCore<?> task = LoopEngine.taskOf(virtual);
        return task != null ? task : BatonEngine.taskOf(virtual);
    }

    abstract String name();

    /** Makes a task, which has not started; {@code body} is a callable of T or an action. */
    abstract <T extends @Nullable Object> TaskCore<T> task(
            @Nullable String taskName, Block<?> body, @Nullable TaskGroup group, Context context);

    /** Whether the caller runs on the loop: on its bare thread, or as a coroutine that it is running. */
    abstract boolean onLoop();

    /** Runs the loop's body to its end, on the thread that suits the engine. */
    abstract void drive(Runnable body);

    /** Throws if the calling thread cannot turn the loop by hand. */
    void checkCanCarry() {}

    /** Throws if the caller is a coroutine that cannot wait for a function in another thread. */
    void checkCanWaitForThreads() {}

    /**
     * Runs a body on another thread and waits for its end. An interrupt of the caller is passed on to it, and to the
     * loop, because mounting a coroutine clears the status of the thread.
     */
    static void runOn(Thread.Builder kind, Runnable body, RunLoop loop) {
        Throwable[] thrown = {null};
        Thread thread = kind.unstarted(() -> {
            try {
                body.run();
            } catch (Throwable failure) {
                thrown[0] = failure;
            }
        });
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                loop.running.interrupted();
                thread.interrupt();
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        if (thrown[0] instanceof Error error) throw error;
        if (thrown[0] instanceof RuntimeException unchecked) throw unchecked;
    }

    /** The threads that are the coroutines of this loop, as a container that thread dumps show. */
    abstract ExecutorService container();

    final void close() {
        container().shutdown();
    }

    /** Where a thread is suspended, without the frames that do the suspending. */
    static StackTraceElement[] visibleStack(Thread thread) {
        StackTraceElement[] all = thread.getStackTrace();
        int first = 0;
        while (first < all.length && isMachinery(all[first])) first++;
        int end = all.length;
        while (end > first && isMachinery(all[end - 1])) end--;
        return Arrays.copyOfRange(all, first, end);
    }

    private static boolean isMachinery(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.lang.VirtualThread")
                || type.startsWith("java.util.concurrent.ThreadPerTaskExecutor")
                || type.startsWith("jdk.internal.")
                || type.equals("java.lang.Thread")
                || type.equals("java.util.concurrent.locks.LockSupport")
                || type.startsWith("dev.pirn.LoopEngine")
                || type.startsWith("dev.pirn.BatonEngine")
                || type.equals("dev.pirn.SideStack")
                || type.equals("dev.pirn.TaskCore")
                || type.equals("dev.pirn.Parker");
    }
}
