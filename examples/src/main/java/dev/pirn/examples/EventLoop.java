package dev.pirn.examples;

import static dev.pirn.Async.yieldNow;

import dev.pirn.Loop;
import dev.pirn.Runner;

/**
 * What an event loop does, turned by hand: each turn runs all that is ready, until nothing is.
 * In Python: what tutorials sketch as a {@code while} over a list of tasks; asyncio keeps its own turn to itself.
 * What it teaches: a coroutine that waits gives the thread back, and a later turn goes on with it.
 */
final class EventLoop {

    private EventLoop() {}

    static void main() {
        try (Runner runner = Runner.create()) {
            Loop loop = runner.loop();
            loop.callSoon(() -> System.out.println("  a callback"));
            loop.spawn(() -> weave("warp", 1));
            loop.spawn(() -> weave("weft", 2));
            int turn = 0;
            do System.out.println("turn " + ++turn);
            while (loop.turn()); // whether anything is ready for another turn
            System.out.println("nothing is left");
        }
    }

    private static void weave(String thread, int rows) {
        for (int row = 1; row <= rows; row++) {
            System.out.println("  " + thread + ", row " + row);
            yieldNow(); // gives the thread back; the next turn goes on here
        }
        System.out.println("  " + thread + " is done");
    }
}
