package dev.pirn.examples;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.waitAll;

import dev.pirn.Pirn;
import dev.pirn.Task;
import dev.pirn.Waited;
import java.time.Duration;
import java.util.List;

/**
 * A list of named tasks is waited for, but no longer than some time: which are done, and which are not?
 * In Python: {@code done, pending = await asyncio.wait(tasks, timeout=0.3)}.
 * What it teaches: waiting cancels nothing; what is left when the run ends is cancelled then.
 */
final class Task2 {

    private Task2() {}

    static void main() {
        Pirn.run(() -> {
            List<Task<String>> tasks = List.of(
                    spawn("linen", () -> weave("a towel", Duration.ofMillis(20))),
                    spawn("wool", () -> weave("a blanket", Duration.ofMillis(40))),
                    spawn("silk", () -> weave("a gown", Duration.ofHours(1))));
            Waited<Task<String>> waited = waitAll(Duration.ofMillis(300), tasks);
            for (Task<String> task : waited.done()) System.out.println(task.name() + " is " + task.await());
            for (Task<String> task : waited.pending()) System.out.println(task.name() + " takes too long");
        });
    }

    private static String weave(String cloth, Duration time) {
        sleep(time);
        return cloth;
    }
}
