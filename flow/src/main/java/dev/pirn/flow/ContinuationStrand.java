package dev.pirn.flow;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A strand that is a bare continuation of the JDK: it runs on the thread that enters it.
 *
 * <p>Only on platform threads. A continuation inside a virtual thread works as well, but when its body contends for a
 * monitor, it blocks the carrier: of a loop, for ever, if the owner is another coroutine of the loop.
 */
final class ContinuationStrand extends Strand {

    private static final Internals INTERNALS = Internals.open();

    // Static and final, so that the JIT compiles them to the bare calls.
    private static final MethodHandle NEW = INTERNALS.create;
    private static final MethodHandle RUN = INTERNALS.run;
    private static final MethodHandle YIELD = INTERNALS.yield;
    private static final MethodHandle CURRENT = INTERNALS.current;

    private final Object continuation;
    private final Locks locks = new Locks();

    ContinuationStrand(Runnable body) {
        this.continuation = newContinuation(body);
    }

    static boolean isAvailable() {
        return INTERNALS.failure == null;
    }

    /** {@return why it is not available} */
    static String unavailability() {
        return String.valueOf(INTERNALS.failure);
    }

    private static Object newContinuation(Runnable body) {
        try {
            return (Object) NEW.invokeExact(body);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    @Override
    void prepare() {
        if (Thread.currentThread().isVirtual())
            throw new IllegalStateException(
                    "it began on a platform thread, so it cannot go on in a coroutine or another virtual thread");
        locks.settle();
    }

    @Override
    void enter() {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    @Override
    void leave() {
        try {
            boolean _ = (boolean) YIELD.invokeExact();
        } catch (IllegalStateException pinned) {
            throw new IllegalStateException(
                    "it cannot be suspended here: a native frame or a class initialiser is on its stack", pinned);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    @Override
    boolean isCurrent() {
        return running() == continuation;
    }

    /** The continuation that the caller is in; null if in none. */
    static @Nullable Object running() {
        try {
            return (@Nullable Object) CURRENT.invokeExact();
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static Error rethrown(Throwable e) {
        if (e instanceof RuntimeException unchecked) throw unchecked;
        if (e instanceof Error error) throw error;
        throw new AssertionError("the JDK's continuation throws nothing checked", e);
    }

    /**
     * Makes it safe to leave a continuation while its caller holds monitors.
     *
     * <p>HotSpot keeps the monitors that a thread holds uncontended in a stack of eight places, the lock stack. A
     * continuation that is suspended takes the whole of it along, as if all were its own: those that the caller holds
     * are then never released, or twice, and the JVM may crash. But more than eight locks make HotSpot inflate the
     * oldest one, which does not stand in the lock stack any more. So eight locks of our own, one within the other,
     * drive out all that are there, and leave nothing behind. The self-test proves it on the JVM at hand.
     */
    private static final class Locks {

        private final Object first = new Object();
        private final Object second = new Object();
        private final Object third = new Object();
        private final Object fourth = new Object();
        private final Object fifth = new Object();
        private final Object sixth = new Object();
        private final Object seventh = new Object();
        private final Object eighth = new Object();

        @SuppressWarnings("EmptySynchronized")
        void settle() {
            synchronized (first) {
                synchronized (second) {
                    synchronized (third) {
                        synchronized (fourth) {
                            synchronized (fifth) {
                                synchronized (sixth) {
                                    synchronized (seventh) {
                                        synchronized (eighth) {
                                            return;
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /** What is needed of {@code jdk.internal.vm}, or why it cannot be had. */
    private static final class Internals {

        private MethodHandle create = MethodHandles.empty(MethodType.methodType(Object.class, Runnable.class));
        private MethodHandle run = MethodHandles.empty(MethodType.methodType(void.class, Object.class));
        private MethodHandle yield = MethodHandles.empty(MethodType.methodType(boolean.class));
        private MethodHandle current = MethodHandles.empty(MethodType.methodType(Object.class));
        private @Nullable String failure;

        static Internals open() {
            Internals internals = new Internals();
            try {
                internals.lookUp();
                internals.selfTest();
            } catch (Throwable e) { // whatever it is, there is another way
                internals.failure = String.valueOf(e.getMessage());
            }
            return internals;
        }

        private void lookUp() throws ReflectiveOperationException {
            var lookup = MethodHandles.lookup();
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scopeType = Class.forName("jdk.internal.vm.ContinuationScope");
            Object scope = scopeType.getConstructor(String.class).newInstance("pirn");
            var created = MethodType.methodType(void.class, scopeType, Runnable.class);
            create = MethodHandles.insertArguments(lookup.findConstructor(type, created), 0, scope)
                    .asType(create.type());
            run = lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                    .asType(run.type());
            yield = MethodHandles.insertArguments(
                    lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scopeType)), 0, scope);
            var currentOfScope = MethodType.methodType(type, scopeType);
            current = MethodHandles.insertArguments(
                            lookup.findStatic(type, "getCurrentContinuation", currentOfScope), 0, scope)
                    .asType(current.type());
        }

        /** Suspends a continuation between monitors, and sees whether the JDK does what this class relies on. */
        private void selfTest() throws Throwable {
            StringBuilder steps = new StringBuilder();
            Object outer = new Object();
            Object inner = new Object();
            Object probe = create.invoke((Runnable) () -> {
                steps.append('a');
                synchronized (inner) {
                    pause();
                }
                steps.append('c');
                pause();
                steps.append('e');
            });
            Locks locks = new Locks();
            synchronized (outer) {
                locks.settle();
                run.invoke(probe);
                steps.append(Thread.holdsLock(outer) && !Thread.holdsLock(inner) ? 'b' : '!');
            }
            locks.settle();
            run.invoke(probe);
            steps.append(Thread.holdsLock(outer) || Thread.holdsLock(inner) ? '!' : 'd');
            run.invoke(probe);
            if (!steps.toString().equals("abcde"))
                throw new IllegalStateException("this JDK suspends continuations in another way: " + steps);
        }

        private void pause() {
            try {
                yield.invoke();
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
