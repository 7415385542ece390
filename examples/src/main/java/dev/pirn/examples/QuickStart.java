package dev.pirn.examples;

import dev.pirn.Pirn;

/**
 * The smallest program: a coroutine, and the loop that runs it until it has ended and hands its result back.
 * In Python: {@code async def} and {@code asyncio.run(main())}.
 * What it teaches: a coroutine function is an ordinary method; it runs when the loop runs it.
 */
final class QuickStart {

    private QuickStart() {}

    static void main() {
        String cloth = Pirn.run(() -> weave());
        System.out.println("and here is the " + cloth);
    }

    private static String weave() {
        System.out.println("inside a coroutine");
        return "cloth";
    }
}
