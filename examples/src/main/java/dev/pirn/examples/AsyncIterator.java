package dev.pirn.examples;

import static dev.pirn.Async.sleep;

import dev.pirn.Pirn;
import dev.pirn.TaskGroup;
import dev.pirn.flow.Generator;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * An ordinary {@code for} iterates over values that have to be waited for: from an iterator, and from a generator.
 * In Python: {@code async for} over a class with {@code __aiter__} and {@code __anext__}, or over an asynchronous
 * generator. What it teaches: {@code next} may await, so one kind of iterator does for both; two of them take turns
 * here.
 */
final class AsyncIterator {

    private AsyncIterator() {}

    static void main() {
        Pirn.run(() -> TaskGroup.run(group -> {
            group.spawn(() -> print(Reader::new));
            group.spawn(() -> print(generator()));
        }));
    }

    private static void print(Iterable<String> values) {
        for (String value : values) System.out.println(value); // suspends where next() does
    }

    private static Generator<String> generator() {
        return Generator.of(out -> {
            for (int i = 1; i <= 3; i++) {
                sleep(Duration.ofMillis(20));
                out.yield("generated " + i);
            }
        });
    }

    private static final class Reader implements Iterator<String> {
        private int count;

        @Override
        public boolean hasNext() {
            return count < 3;
        }

        @Override
        public String next() {
            if (!hasNext()) throw new NoSuchElementException("read all " + count);
            sleep(Duration.ofMillis(20));
            return "read " + ++count;
        }
    }
}
