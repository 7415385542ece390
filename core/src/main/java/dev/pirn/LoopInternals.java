package dev.pirn;

import dev.pirn.start.FreshThread;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Run: what {@link LoopEngine} needs of {@code java.lang}, or why it is not to be had. Once a JVM. From any thread. */
final class LoopInternals {

    /** The JVM's flag that opens it. */
    static final String FLAG = "--add-opens java.base/java.lang=" + module();

    /** Flag of {@code ThreadBuilders.newVirtualThread}: do not inherit inheritable thread-locals. */
    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    private static final MethodType CURRENT_CARRIER_TYPE = MethodType.methodType(Thread.class);
    private static final MethodType SCHEDULER_OF_TYPE = MethodType.methodType(Executor.class, Thread.class);

    private @Nullable MethodHandle newVirtualThread;
    private @Nullable MethodHandle defaultScheduler;
    private @Nullable String failure;
    final MethodHandle currentCarrier;
    final MethodHandle schedulerOf;

    private LoopInternals(Throwable failure) {
        this.failure = String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
        currentCarrier = MethodHandles.empty(CURRENT_CARRIER_TYPE);
        schedulerOf = MethodHandles.empty(SCHEDULER_OF_TYPE);
    }

    static LoopInternals open() {
        try {
            return FreshThread.call(() -> {
                LoopInternals internals = lookUp();
                internals.selfTest();
                return internals;
            });
        } catch (RuntimeException | Error e) {
            return new LoopInternals(e);
        }
    }

    private static String module() {
        String name = LoopInternals.class.getModule().getName();
        return name == null ? "ALL-UNNAMED" : name;
    }

    boolean isAvailable() {
        return failure == null;
    }

    /** {@return why it is not available, in words that follow "because"} */
    String unavailability() {
        return isFlagSet()
                ? "this JDK does not work as expected, although the JVM was started with " + FLAG + ": " + failure
                : "the JVM was started without " + FLAG;
    }

    static boolean isFlagSet() {
        return Thread.class.getModule().isOpen("java.lang", LoopInternals.class.getModule());
    }

    private static LoopInternals lookUp() {
        try {
            return new LoopInternals();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e.toString(), e);
        }
    }

    private LoopInternals() throws ReflectiveOperationException {
        var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
        Class<?> builders = Class.forName("java.lang.ThreadBuilders");
        Class<?> virtual = Class.forName("java.lang.VirtualThread");
        MethodType made = MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class);
        newVirtualThread = lookup.in(builders).findStatic(builders, "newVirtualThread", made);
        defaultScheduler =
                lookup.in(virtual).findStatic(virtual, "defaultScheduler", MethodType.methodType(Executor.class));
        currentCarrier = lookup.findStatic(Thread.class, "currentCarrierThread", CURRENT_CARRIER_TYPE);
        schedulerOf = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
                .findGetter(virtual, "scheduler", Executor.class)
                .asType(SCHEDULER_OF_TYPE);
    }

    /**
     * {@return a virtual thread that has not started, whose continuation the scheduler runs} It inherits no inheritable
     * thread-locals, with which the JDK would copy the context class loader.
     */
    Thread newThread(Executor scheduler, @Nullable String name, Runnable run, @Nullable ClassLoader loader) {
        Thread thread;
        try {
            assert newVirtualThread != null;
            thread = (Thread) newVirtualThread.invokeExact(scheduler, name, NO_INHERIT_THREAD_LOCALS, run);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LoopBugException("no virtual thread", e);
        }
        thread.setContextClassLoader(loader);
        return thread;
    }

    Executor defaultScheduler() {
        try {
            assert defaultScheduler != null;
            return (Executor) defaultScheduler.invokeExact();
        } catch (Throwable e) {
            throw new LoopBugException("no default scheduler", e);
        }
    }

    /** Carries a virtual thread, through a yield, and sees whether the JDK does what the engine relies on. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void selfTest() {
        var submitted = new ArrayList<Runnable>();
        var steps = new StringBuilder();
        Runnable body = () -> {
            steps.append('a');
            Thread.yield();
            steps.append('b');
        };
        Thread probe = newThread(submitted::add, "pirn-self-test", body, null);
        probe.start();
        submitted.get(0).run();
        steps.append('-');
        submitted.get(1).run();
        boolean asExpected = steps.toString().equals("a-b")
                && submitted.size() == 2
                && submitted.get(0) == submitted.get(1)
                && !probe.isAlive();
        if (!asExpected) throw new IllegalStateException("it schedules virtual threads in another way: " + steps);
    }
}
