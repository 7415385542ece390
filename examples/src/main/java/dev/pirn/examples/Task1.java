package dev.pirn.examples;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;

import dev.pirn.Pirn;
import dev.pirn.Task;
import java.time.Duration;

/**
 * Two tasks run at once: while one waits, the other one has the thread.
 * In Python: {@code asyncio.create_task(weave())}, and {@code await task} for its result.
 * What it teaches: a call waits, a spawned task does not; it begins when its parent first waits.
 */
final class Task1 {

    private Task1() {}

    static void main() {
        Pirn.run(() -> {
            Task<String> warp = spawn(() -> weave("warp"));
            Task<String> weft = spawn(() -> weave("weft"));
            System.out.println("both are spawned");
            System.out.println(warp.await() + ", " + weft.await());
        });
    }

    private static String weave(String thread) {
        System.out.println(thread + " begins");
        sleep(Duration.ofMillis(100));
        System.out.println(thread + " ends");
        return "woven " + thread;
    }
}
