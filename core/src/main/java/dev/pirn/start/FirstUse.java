package dev.pirn.start;

import java.util.function.Supplier;

/**
 * The first use of Pirn in a JVM: initialises on a thread of its own what else would be initialised on the caller's.
 * A class whose initialiser fails, on a stack that is almost full, can never be used again.
 */
public final class FirstUse {

    private static final String[] CLASSES = {
        "dev.pirn.RunLoop",
        "dev.pirn.TaskCore",
        "dev.pirn.LoopEngine",
        "dev.pirn.LoopEngine$LoopTask",
        "dev.pirn.BatonEngine",
        "dev.pirn.Inbox$Chunk",
        "dev.pirn.Context",
        "dev.pirn.OpenLoops",
        "dev.pirn.Running",
        "dev.pirn.SignalTable",
        "dev.pirn.watch.Watchdog",
        "dev.pirn.watch.SchedStat",
        "dev.pirn.watch.SlowSteps",
        "dev.pirn.watch.Meters",
        "dev.pirn.jfr.Flight",
    };

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
            for (String name : CLASSES) Class.forName(name, true, FirstUse.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class of Pirn is missing", e);
        }
    }
}
