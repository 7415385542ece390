package dev.pirn.examples.observe;

import static dev.pirn.Async.allTasks;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;

import dev.pirn.Pirn;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import java.time.Duration;
import java.util.List;

/**
 * Three groups, a gather, a queue, and two tasks that lock two locks in opposite order. Prints the tree of tasks, which
 * names the deadlock, and ends; with {@code --stay} it stays until it is killed, for {@code pirn pstree} and the like.
 * What it teaches: {@link Pirn#dump} shows which task waits for which.
 */
public final class Deadlock {

    private static final Duration LONG = Duration.ofHours(1);

    private Deadlock() {}

    /**
     * Runs the program. Blocks the calling thread until it has ended.
     *
     * @param arguments {@code --stay}, or none
     */
    public static void main(String... arguments) {
        boolean stays = List.of(arguments).contains("--stay");
        Pirn.run(() -> {
            begin();
            while (Pirn.dump().cycles().isEmpty()) yieldNow();
            System.out.print(Pirn.dump().text());
            System.out.flush();
            if (stays) sleep(Duration.ofDays(1));
            end();
        });
    }

    private static void begin() {
        Lock accounts = new Lock("accounts");
        Lock journal = new Lock("journal");
        Queue<String> orders = new Queue<>();
        spawn(
                "payments",
                () -> TaskGroup.run(group -> {
                    group.spawn("alice", () -> lockBoth(accounts, journal));
                    group.spawn("bob", () -> lockBoth(journal, accounts));
                }));
        spawn(
                "shop",
                () -> TaskGroup.run(group -> {
                    for (int i = 1; i <= 4; i++) group.spawn("clerk-" + i, () -> orders.get());
                }));
        spawn(
                "mail",
                () -> TaskGroup.run(group -> {
                    for (int i = 1; i <= 100; i++) group.spawn("postman-" + i, () -> sleep(LONG));
                }));
        Task<?> figures = spawn("figures", () -> sleep(LONG));
        Task<?> prices = spawn("prices", () -> sleep(LONG));
        spawn("report", () -> gather(List.of(figures, prices)));
    }

    private static void lockBoth(Lock first, Lock second) {
        first.run(() -> {
            yieldNow();
            second.run(() -> {});
        });
    }

    private static void end() {
        for (Task<?> task : allTasks()) {
            if (task != currentTask()) task.cancel("the program ends");
        }
    }
}
