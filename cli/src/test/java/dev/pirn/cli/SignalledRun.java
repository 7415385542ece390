package dev.pirn.cli;

import dev.pirn.Async;
import dev.pirn.Pirn;
import dev.pirn.Signal;
import dev.pirn.SignalStream;
import dev.pirn.Signals;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** A program that runs until a signal comes, and says what it does then. */
final class SignalledRun {

    private SignalledRun() {}

    public static void main(String... args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        switch (args[0]) {
            case "clean" -> Pirn.run(() -> waitAnd(() -> Async.sleep(Duration.ofMillis(20))));
            case "stuck" -> Pirn.run(() -> waitAnd(() -> Async.sleep(Duration.ofDays(1))));
            case "caught" -> caught();
            case "stream" -> Pirn.run(SignalledRun::stream);
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("main went on");
    }

    private static void caught() {
        try {
            Pirn.run(() -> waitAnd(() -> {}));
        } catch (CancellationException e) {
            System.out.println("caught " + Signals.cause(e));
        }
    }

    private static void waitAnd(Runnable cleanup) {
        try {
            System.out.println("ready");
            Async.sleep(Duration.ofDays(1));
        } finally {
            System.out.println("cleaning");
            Async.shielded(cleanup::run);
            System.out.println("clean");
        }
    }

    /** Takes the signals for itself, and gives them back after the first one. */
    private static void stream() {
        try (SignalStream signals = Signals.stream(Signal.INT, Signal.TERM)) {
            System.out.println("ready");
            System.out.println("received " + signals.receive());
        }
        waitAnd(() -> {});
    }
}
