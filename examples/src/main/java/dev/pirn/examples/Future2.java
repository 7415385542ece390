package dev.pirn.examples;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;

import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Promise;
import java.time.Duration;

/**
 * One task completes a promise; another one, which awaits it, goes on with the result.
 * In Python: {@code future.set_result(…)} in a task, and {@code await future}.
 * What it teaches: a task is a future that completes itself; a promise is completed by other code.
 */
final class Future2 {

    private Future2() {}

    static void main() {
        Pirn.run(() -> {
            Promise<String> cloth = Loop.current().promise();
            spawn(() -> weaveInto(cloth));
            System.out.println("waiting");
            System.out.println("got " + cloth.await());
        });
    }

    private static void weaveInto(Promise<String> cloth) {
        sleep(Duration.ofMillis(100));
        System.out.println("woven");
        cloth.complete("linen");
    }
}
