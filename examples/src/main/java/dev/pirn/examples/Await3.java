package dev.pirn.examples;

import static dev.pirn.Async.sleep;

import dev.pirn.Pirn;
import java.time.Duration;

/**
 * A coroutine waits twice, and the second wait needs what the first one brought.
 * In Python: two {@code await} in a row.
 * What it teaches: within a coroutine everything is in order; only other coroutines run meanwhile.
 */
final class Await3 {

    private Await3() {}

    static void main() {
        Pirn.run(() -> {
            String yarn = spin("flax");
            System.out.println("first: " + yarn);
            String cloth = weave(yarn);
            System.out.println("then: " + cloth);
        });
    }

    private static String spin(String fibre) {
        sleep(Duration.ofMillis(50));
        return "yarn of " + fibre;
    }

    private static String weave(String yarn) {
        sleep(Duration.ofMillis(50));
        return "cloth of " + yarn;
    }
}
