package dev.pirn.flow;

import org.junit.jupiter.api.Assumptions;

/** Chooses the stacks of a test. */
final class Forced {

    private Forced() {}

    static void stacks(String kind) {
        Assumptions.assumeTrue(
                kind.equals("thread") || ContinuationStrand.isAvailable(), ContinuationStrand::unavailability);
        GeneratorStacks.force(kind);
    }

    static void none() {
        GeneratorStacks.force(System.getProperty(GeneratorStacks.PROPERTY));
    }
}
