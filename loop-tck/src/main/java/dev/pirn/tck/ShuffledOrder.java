package dev.pirn.tck;

import dev.pirn.ReadyOrder;
import java.util.Random;

/**
 * Runs what is ready in random order, so that a program which relies on an order it was never promised fails in a test.
 * The same seed gives the same interleaving; print the seed and a failure can be replayed. Not for use by two loops.
 */
public final class ShuffledOrder implements ReadyOrder {

    private final long seed;
    private final Random random;

    /**
     * Makes an order.
     *
     * @param seed what the order depends on, and nothing else
     */
    public ShuffledOrder(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    @Override
    public int next(int remaining) {
        return random.nextInt(remaining);
    }

    @Override
    public String toString() {
        return "ShuffledOrder[seed=" + seed + "]";
    }
}
