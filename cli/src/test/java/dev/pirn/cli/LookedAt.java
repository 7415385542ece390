package dev.pirn.cli;

import dev.pirn.Async;
import dev.pirn.Pirn;
import dev.pirn.sync.Lock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program that is looked at. It says {@code ready} when there is something to see, and ends with its standard input.
 */
final class LookedAt {

    static final String EVIL =
            " \u001b[31m\u001b]0;title\u0007 nl\nline cr\rX \u009b2J \u2028 \u202eabc\u2066 \ud800 \"\\";

    private static final AtomicBoolean OVER = new AtomicBoolean();

    private LookedAt() {}

    public static void main(String... args) throws InterruptedException {
        Thread.ofPlatform().daemon().start(LookedAt::obey);
        switch (args[0]) {
            case "deadlock" -> Pirn.run(LookedAt::deadlock);
            case "busy" -> Pirn.run(LookedAt::busy);
            case "stalled" -> Pirn.run(LookedAt::stalled);
            case "many" -> Pirn.run(() -> many(Integer.parseInt(args[1])));
            case "evil" -> evil();
            case "past" -> past();
            case "plain" -> plain();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /**
     * Answers {@code t} with how many threads serve a tool, {@code c} with what the class path has under the name
     * "planted".
     */
    private static void obey() {
        try {
            for (int c; (c = System.in.read()) >= 0; ) {
                if (c == 't') System.out.println(serving());
                if (c == 'c')
                    System.out.println(ClassLoader.getSystemClassLoader().getResource("planted"));
            }
        } catch (IOException e) {
            // as if it had ended
        }
        OVER.set(true);
        Runtime.getRuntime().halt(0);
    }

    private static long serving() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("pirn-attach"))
                .count();
    }

    private static void deadlock() {
        Lock left = new Lock();
        Lock right = new Lock();
        Async.spawn("ann", () -> takeBoth(left, right));
        Async.spawn("bob", () -> takeBoth(right, left));
        for (int i = 0; i < 4; i++) Async.yieldNow();
        ready();
    }

    private static void takeBoth(Lock first, Lock second) {
        first.acquire();
        Async.yieldNow();
        second.acquire();
    }

    /** Its names are commands to terminals, ends of lines, and marks that turn the direction of writing. */
    private static void evil() {
        Thread.currentThread().setName("loop" + EVIL);
        Pirn.run(() -> {
            Lock lock = new Lock();
            Async.spawn("owner" + EVIL, () -> takeBoth(lock, new Lock()));
            Async.yieldNow();
            Async.spawn(EVIL, LookedAt::work);
            ready();
        });
    }

    private static void busy() {
        Async.spawn("worker", LookedAt::work);
        Async.spawn("sleeper", () -> Async.sleep(Duration.ofDays(1)));
        Async.yieldNow();
        ready();
    }

    private static void work() {
        while (true) {
            spin(Duration.ofMillis(2));
            Async.sleep(Duration.ofMillis(1));
        }
    }

    private static void stalled() {
        Async.spawn("culprit", () -> {
            System.out.println("ready");
            holdTheLoop();
        });
        Async.sleep(Duration.ofDays(1));
    }

    private static void holdTheLoop() {
        while (!OVER.get()) Thread.onSpinWait();
    }

    private static void many(int count) {
        for (int i = 0; i < count; i++) {
            Async.spawn("handler-" + i, () -> Async.sleep(Duration.ofDays(1)));
            if (i % 1000 == 0) Async.yieldNow();
        }
        Async.yieldNow();
        ready();
    }

    private static void ready() {
        System.out.println("ready");
        Async.sleep(Duration.ofDays(1));
    }

    /** Has used Pirn, and does no more. */
    private static void past() throws InterruptedException {
        Pirn.run(Async::yieldNow);
        plain();
    }

    private static void plain() throws InterruptedException {
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) Thread.onSpinWait();
    }
}
