package dev.pirn.tck.scheduling;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import java.util.concurrent.CancellationException;

/** A program in which Pirn is used first where that is hard. See {@link FirstUseTck}. */
final class FirstUseProbe {

    private FirstUseProbe() {}

    public static void main(String[] args) {
        switch (args[0]) {
            case "interrupted" -> interrupted();
            case "initialiser" -> initialiser(args[1]);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** An interrupt that is pending at the first use cancels that run, and has no effect on what comes after. */
    private static void interrupted() {
        Thread.currentThread().interrupt();
        try {
            Pirn.run(() -> Async.sleep(java.time.Duration.ofHours(1)));
            throw new IllegalStateException("the interrupt is lost");
        } catch (CancellationException expected) {
            boolean _ = Thread.interrupted();
        }
        check("loop", Pirn.run(() -> Loop.current().coroutines()));
    }

    /** A run in a static initialiser, whose lambdas belong to the class, works or fails at once. */
    private static void initialiser(String engine) {
        try {
            check("7", String.valueOf(Initialised.seven));
            check("loop", engine);
        } catch (ExceptionInInitializerError e) {
            check("baton", engine);
            check("true", String.valueOf(String.valueOf(e.getCause()).contains("--add-opens")));
        }
    }

    private static final class Initialised {
        static int seven = Pirn.run(() -> Async.spawn(() -> 7).await());
    }

    private static void check(String expected, String actual) {
        if (!expected.equals(actual)) throw new IllegalStateException("not " + expected + " but " + actual);
    }
}
