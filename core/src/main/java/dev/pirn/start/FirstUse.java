package dev.pirn.start;

import java.util.function.Supplier;

/**
 * The first use of Pirn in a JVM: initialises on a thread of its own what else would be initialised on the caller's.
 * A class whose initialiser fails, on a stack that is almost full, can never be used again.
 */
public final class FirstUse {

    /** In {@code dev.pirn}. */
    private static final String[] CLASSES =
            ("RunLoop TaskCore LoopEngine LoopEngine$LoopTask BatonEngine Inbox$Chunk Context OpenLoops Running"
                            + " SignalTable watch.Watchdog watch.SchedStat watch.SlowSteps watch.Meters jfr.Flight")
                    .split(" ");

    private static volatile boolean over;

    private FirstUse() {}

    /**
     * {@return what a body returns, or throws what it throws} The first time, it runs on a thread of its own, after
     * the classes are initialised. From any thread.
     *
     * @param body what to run
     * @param <T> the type of its result
     */
    public static <T> T call(Supplier<T> body) {
        if (over) return body.get();
        T result = FreshThread.call(() -> {
            initialise();
            return body.get();
        });
        over = true;
        return result;
    }

    private static void initialise() {
        try {
            for (String name : CLASSES) Class.forName("dev.pirn." + name, true, FirstUse.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class of Pirn is missing", e);
        }
    }
}
