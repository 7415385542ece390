package dev.pirn.examples;

import static dev.pirn.Async.sleep;

import dev.pirn.Pirn;
import java.time.Duration;

/**
 * A coroutine waits: it is suspended, the loop is free for others, and it goes on where it stopped.
 * In Python: {@code await asyncio.sleep(0.1)}.
 * What it teaches: awaiting is a plain call.
 */
final class Await1 {

    private Await1() {}

    static void main() {
        Pirn.run(() -> {
            System.out.println("before");
            sleep(Duration.ofMillis(100)); // suspends
            System.out.println("after");
        });
    }
}
