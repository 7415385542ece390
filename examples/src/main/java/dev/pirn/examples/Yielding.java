package dev.pirn.examples;

import dev.pirn.flow.Generator;

/**
 * A generator yields numbers, and lets another generator yield some in its middle: 1 3 4 2. There is no loop.
 * In Python: {@code yield} and {@code yield from}.
 * What it teaches: the caller pulls, and between two pulls the body stands still in the middle of its code.
 */
final class Yielding {

    private Yielding() {}

    static void main() {
        for (int number : warp()) System.out.println(number);
    }

    private static Generator<Integer> warp() {
        return Generator.of(out -> {
            out.yield(1);
            out.yieldAll(weft());
            out.yield(2);
        });
    }

    private static Generator<Integer> weft() {
        return Generator.of(out -> {
            out.yield(3);
            out.yield(4);
        });
    }
}
