package dev.pirn.examples;

import dev.pirn.flow.Greenlet;

/**
 * Two functions, each on a stack of its own, hand each other the turn by name: 1 3 2 4. There is no loop.
 * In Python: the greenlet package, whose greenlets {@code switch()} to one another.
 * What it teaches: a function can stop in its middle and go on later; the rest of the tour automates who goes next.
 */
final class TwoGreenlets {

    private final Greenlet warp = Greenlet.of(this::warp);
    private final Greenlet weft = Greenlet.of(this::weft);

    static void main() {
        new TwoGreenlets().warp.switchTo();
    }

    private void warp() {
        System.out.println(1);
        weft.switchTo(); // stops here until another one switches back
        System.out.println(2);
        weft.switchTo();
    }

    private void weft() {
        System.out.println(3);
        warp.switchTo();
        System.out.println(4);
    }
}
