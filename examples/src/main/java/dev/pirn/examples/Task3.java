package dev.pirn.examples;

import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;

import dev.pirn.Body;
import dev.pirn.Pirn;
import dev.pirn.Task;
import java.time.Duration;
import java.util.List;

/**
 * The work is written down before there is a loop, and becomes tasks inside.
 * In Python: a list of coroutine objects, made outside and given to {@code asyncio.gather} inside.
 * What it teaches: tasks belong to a loop, so they are made in a run; lambdas belong to no loop.
 */
final class Task3 {

    private Task3() {}

    static void main() {
        List<Body<String, ?>> plan = List.of(() -> weave("linen"), () -> weave("wool"), () -> weave("silk"));
        System.out.println("nothing has begun");
        List<String> cloths = Pirn.run(() -> gather(tasks(plan)));
        System.out.println(cloths);
    }

    private static List<Task<String>> tasks(List<Body<String, ?>> plan) {
        return plan.stream().map(work -> spawn(work)).toList();
    }

    private static String weave(String cloth) {
        System.out.println(cloth + " begins");
        sleep(Duration.ofMillis(100));
        return cloth;
    }
}
