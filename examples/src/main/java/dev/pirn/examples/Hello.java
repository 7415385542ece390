package dev.pirn.examples;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;

import dev.pirn.Pirn;
import dev.pirn.Task;
import java.time.Duration;

/**
 * Two coroutines take turns on one thread: while one sleeps, the other one runs.
 * In Python: {@code async def say(…)}, {@code create_task}, and {@code await} in front of each wait.
 * What it teaches: a coroutine is an ordinary method that is spawned; what waits is an ordinary call.
 */
public final class Hello {

    private Hello() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String... args) {
        Pirn.run(() -> {
            Task<String> hello = spawn(() -> say("hello", Duration.ofMillis(200)));
            Task<String> world = spawn(() -> say("world", Duration.ofMillis(400)));
            System.out.println(hello.await() + " and " + world.await() + " are done"); // after 0.4 s, not 0.6
        });
    }

    private static String say(String word, Duration after) {
        sleep(after); // suspends this coroutine; the other one goes on
        System.out.println(word);
        return word;
    }
}
