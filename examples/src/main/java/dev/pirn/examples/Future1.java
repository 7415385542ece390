package dev.pirn.examples;

import static dev.pirn.Async.timeout;

import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Promise;
import dev.pirn.TimedOutException;
import java.time.Duration;

/**
 * A promise that is never completed is awaited for ever, or until a timeout ends the wait.
 * In Python: {@code await loop.create_future()} in {@code asyncio.timeout(0.1)}.
 * What it teaches: a future is a place for a result; a timeout is a scope around any code that waits.
 */
final class Future1 {

    private Future1() {}

    static void main() {
        Pirn.run(() -> {
            Promise<String> cloth = Loop.current().promise();
            try {
                timeout(Duration.ofMillis(100), () -> System.out.println(cloth.await()));
            } catch (TimedOutException e) {
                System.out.println("no cloth: " + e.getMessage());
            }
        });
    }
}
