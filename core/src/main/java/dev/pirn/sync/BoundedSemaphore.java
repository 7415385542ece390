package dev.pirn.sync;

/**
 * A semaphore that never has more permits than at first: releasing one too many is an error. {@linkplain dev.pirn.sync
 * Confined} to one loop.
 */
public final class BoundedSemaphore extends Semaphore {

    private final int most;

    /**
     * Creates a semaphore.
     *
     * @param permits how many may be acquired at first, and held here at most
     */
    public BoundedSemaphore(int permits) {
        super(permits);
        this.most = permits;
    }

    @Override
    void checkRelease(int free) {
        if (free >= most)
            throw new IllegalStateException("released more often than acquired: all " + most + " permits are there");
    }
}
