package dev.pirn.examples;

import static dev.pirn.Async.sleep;

import dev.pirn.Pirn;
import dev.pirn.TaskGroup;
import dev.pirn.observe.Console;
import dev.pirn.sync.Queue;
import java.io.IOException;
import java.time.Duration;

/**
 * A page that shows what the loop is doing: its tasks as a tree and over time, its vital signs, its stalls. Ends with
 * Ctrl-C. In Python: {@code python -m asyncio pstree PID}, which shows the tasks of one moment. What it teaches: the
 * page is there for any program, and costs nothing while it is not open.
 */
final class LiveConsole {

    private LiveConsole() {}

    static void main() throws IOException {
        try (Console console = Pirn.console(0)) {
            System.out.println("open " + console.url());
            System.out.println("Ctrl-C ends it");
            Pirn.run(() -> TaskGroup.run(LiveConsole::kitchen));
        }
    }

    private static void kitchen(TaskGroup kitchen) {
        Queue<Integer> orders = new Queue<>(5);
        kitchen.spawn("waiter", () -> takeOrders(orders));
        for (int i = 1; i <= 3; i++) kitchen.spawn("cook-" + i, () -> cook(orders));
    }

    private static void takeOrders(Queue<Integer> orders) {
        for (int table = 1; ; table = table % 12 + 1) {
            orders.put(table);
            sleep(Duration.ofMillis(150));
        }
    }

    private static void cook(Queue<Integer> orders) {
        for (int table : orders) sleep(Duration.ofMillis(300 + 20L * table));
    }
}
