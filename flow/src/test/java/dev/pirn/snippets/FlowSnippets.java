package dev.pirn.snippets;

import dev.pirn.flow.Generator;
import dev.pirn.flow.Greenlet;

/** The examples of the documentation of generators and greenlets, so that they compile. */
final class FlowSnippets {

    void greenlet() {
        // @start region="greenlet"
        Greenlet[] two = new Greenlet[1];
        Greenlet one = Greenlet.of(() -> {
            System.out.println("1");
            two[0].switchTo();
            System.out.println("2");
            two[0].switchTo();
        });
        two[0] = Greenlet.of(() -> {
            System.out.println("3");
            one.switchTo();
            System.out.println("4");
        });
        one.switchTo(); // prints 1 3 2 4
        // @end
    }

    void generator() {
        // @start region="generator"
        try (Generator<Integer> squares = Generator.of(out -> {
            for (int i = 1; ; i++) out.yield(i * i);
        })) {
            for (int square : squares) {
                if (square > 1000) break;
                System.out.println(square);
            }
        }
        // @end
    }
}
