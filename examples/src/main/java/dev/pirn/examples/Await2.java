package dev.pirn.examples;

import static dev.pirn.Async.sleep;

import dev.pirn.Pirn;
import java.time.Duration;

/**
 * A coroutine calls a method that has to wait, and goes on with its result.
 * In Python: {@code cloth = await weave()}, where {@code weave} has to be {@code async def}.
 * What it teaches: a method that waits looks like any other, and so does its caller.
 */
final class Await2 {

    private Await2() {}

    static void main() {
        Pirn.run(() -> {
            System.out.println("the coroutine asks");
            String cloth = weave(); // suspends, because weave does
            System.out.println("the coroutine has " + cloth);
        });
    }

    private static String weave() {
        System.out.println("weaving begins");
        sleep(Duration.ofMillis(100));
        System.out.println("weaving ends");
        return "linen";
    }
}
