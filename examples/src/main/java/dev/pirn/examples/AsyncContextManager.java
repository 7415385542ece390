package dev.pirn.examples;

import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.timeout;

import dev.pirn.Pirn;
import dev.pirn.TimedOutException;
import java.time.Duration;

/**
 * A resource whose opening and closing have to wait, in a try-with-resources, which closes it even when time is over.
 * In Python: {@code async with} and a class with {@code __aenter__} and {@code __aexit__}.
 * What it teaches: {@code close} may await; what must end although its caller is cancelled is shielded.
 */
final class AsyncContextManager {

    private AsyncContextManager() {}

    static void main() {
        Pirn.run(() -> {
            try (Connection connection = Connection.open()) {
                System.out.println(connection.ask("how many?", Duration.ofMillis(20)));
            }
            try {
                timeout(Duration.ofMillis(100), AsyncContextManager::askTooMuch);
            } catch (TimedOutException e) {
                System.out.println("time is over");
            }
        });
    }

    private static void askTooMuch() {
        try (Connection connection = Connection.open()) {
            System.out.println(connection.ask("what is it all for?", Duration.ofHours(1)));
        }
    }

    private static final class Connection implements AutoCloseable {

        static Connection open() {
            sleep(Duration.ofMillis(20));
            System.out.println("opened");
            return new Connection();
        }

        String ask(String question, Duration time) {
            sleep(time);
            return question + " 3";
        }

        @Override
        public void close() {
            shielded(() -> sleep(Duration.ofMillis(20)));
            System.out.println("closed");
        }
    }
}
