package dev.pirn.console;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;

import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.sync.Event;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A program to look at: three groups, a gather, a queue, and two locks that are taken in two orders. It runs on a loop
 * of its own until it is closed.
 */
final class Shop implements AutoCloseable {

    static final List<String> TASKS = List.of(
            "main",
            "orders",
            "picker-1",
            "picker-2",
            "picker-3",
            "billing",
            "invoice",
            "receipt",
            "bank",
            "alice to bob",
            "bob to alice");

    private static final Duration LONG = Duration.ofHours(1);

    private final CompletableFuture<Task<?>> started = new CompletableFuture<>();
    private final CountDownLatch isStalled = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean isBusy;

    /** @param sleepers how many tasks it has besides that do nothing */
    Shop(int sleepers) {
        thread = Thread.ofPlatform().name("shop").start(() -> run(sleepers));
        started.join();
    }

    /** Begins a step that does not end before {@link #endStall}. */
    void stall() throws InterruptedException {
        isBusy = true;
        started.join().loop().execute(this::spin);
        isStalled.await();
    }

    void endStall() {
        isBusy = false;
    }

    /** Cancels a task by its name. */
    void dismiss(String name) {
        Loop loop = started.join().loop();
        loop.execute(() -> loop.tasks().stream()
                .filter(task -> task.name().equals(name))
                .forEach(task -> task.cancel("dismissed")));
    }

    @Override
    public void close() {
        endStall();
        Task<?> main = started.join();
        main.loop().execute(() -> main.cancel("the shop closes"));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void spin() {
        isStalled.countDown();
        while (isBusy) Thread.onSpinWait();
    }

    private void run(int sleepers) {
        try (Runner runner = Runner.create()) {
            runner.run(() -> TaskGroup.run(shop -> {
                Task<?> main = currentTask();
                main.name("main");
                shop.spawn("orders", Shop::orders);
                shop.spawn("billing", Shop::billing);
                shop.spawn("bank", Shop::bank);
                for (int i = 1; i <= sleepers; i++) shop.spawn("sleeper-" + i, () -> sleep(LONG));
                shop.spawn("opening", () -> started.complete(main));
            }));
        } catch (CancellationException e) {
            // it was closed
        }
    }

    private static void orders() {
        Queue<String> orders = new Queue<>(10);
        TaskGroup.run(pickers -> {
            for (int i = 1; i <= 3; i++) pickers.spawn("picker-" + i, () -> orders.get());
        });
    }

    private static void billing() {
        Future<?> invoice = spawn("invoice", () -> sleep(LONG));
        Future<?> receipt = spawn("receipt", () -> sleep(LONG));
        gather(List.of(invoice, receipt));
    }

    private static void bank() {
        Lock alice = new Lock("alice");
        Lock bob = new Lock("bob");
        Event aliceIsHeld = new Event();
        Event bobIsHeld = new Event();
        TaskGroup.run(transfers -> {
            transfers.spawn("alice to bob", () -> transfer(alice, aliceIsHeld, bobIsHeld, bob));
            transfers.spawn("bob to alice", () -> transfer(bob, bobIsHeld, aliceIsHeld, alice));
        });
    }

    /** Each takes its own account, and then wants that of the other. */
    private static void transfer(Lock from, Event mine, Event others, Lock to) {
        from.run(() -> {
            mine.set();
            others.await();
            to.run(() -> {});
        });
    }
}
