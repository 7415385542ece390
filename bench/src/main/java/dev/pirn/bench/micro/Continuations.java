package dev.pirn.bench.micro;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * The JDK's bare continuations, without any scheduler: the floor. Needs {@code --add-exports
 * java.base/jdk.internal.vm=ALL-UNNAMED}.
 */
public class Continuations {

    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> scopes = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> continuations = Class.forName("jdk.internal.vm.Continuation");
            Object scope = lookup.findConstructor(scopes, MethodType.methodType(void.class, String.class))
                    .invoke("bench");
            NEW = lookup.findConstructor(continuations, MethodType.methodType(void.class, scopes, Runnable.class))
                    .bindTo(scope)
                    .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN = lookup.findVirtual(continuations, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            YIELD = lookup.findStatic(continuations, "yield", MethodType.methodType(boolean.class, scopes))
                    .bindTo(scope);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Created by JMH. */
    public Continuations() {}

    /**
     * Two continuations yield in turn, run by a loop.
     *
     * @throws Throwable if it fails
     */
    @Benchmark
    @OperationsPerInvocation(2 * Batch.SIZE)
    public void switches() throws Throwable {
        Object first = (Object) NEW.invokeExact((Runnable) Continuations::yieldOften);
        Object second = (Object) NEW.invokeExact((Runnable) Continuations::yieldOften);
        for (int i = 0; i <= Batch.SIZE; i++) {
            RUN.invokeExact(first);
            RUN.invokeExact(second);
        }
    }

    /**
     * One continuation yields a value again and again to the code that runs it, as a generator does.
     *
     * @return what keeps the work alive
     * @throws Throwable if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int pulls() throws Throwable {
        int[] place = new int[1];
        Object body = (Object) NEW.invokeExact((Runnable) () -> {
            for (int i = 0; i < Batch.SIZE; i++) {
                place[0] = i;
                yieldOnce();
            }
        });
        int sum = 0;
        for (int i = 0; i < Batch.SIZE; i++) {
            RUN.invokeExact(body);
            sum += place[0];
        }
        RUN.invokeExact(body); // to its end
        return sum;
    }

    private static void yieldOnce() {
        try {
            boolean yielded = (boolean) YIELD.invokeExact();
            if (!yielded) throw new IllegalStateException("pinned");
        } catch (Throwable e) {
            throw new IllegalStateException("a continuation cannot yield", e);
        }
    }

    private static void yieldOften() {
        for (int i = 0; i < Batch.SIZE; i++) yieldOnce();
    }

    /**
     * A continuation that does nothing is created and run to its end.
     *
     * @throws Throwable if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void spawnAndAwait() throws Throwable {
        for (int i = 0; i < Batch.SIZE; i++) {
            Object continuation = (Object) NEW.invokeExact((Runnable) () -> {});
            RUN.invokeExact(continuation);
        }
    }
}
