package dev.pirn.bench.micro;

/** Two virtual threads, of which one gives a batch of items and the other takes them. */
final class Pair {

    private Pair() {}

    interface Giver {
        void give(Integer item) throws InterruptedException;
    }

    interface Taker {
        Object take() throws InterruptedException;
    }

    static void run(Giver giver, Taker taker) throws InterruptedException {
        Thread gives = Thread.startVirtualThread(() -> give(giver));
        Thread takes = Thread.startVirtualThread(() -> take(taker));
        gives.join();
        takes.join();
    }

    private static void give(Giver giver) {
        try {
            for (int i = 0; i < Batch.SIZE; i++) giver.give(i);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static void take(Taker taker) {
        try {
            for (int i = 0; i < Batch.SIZE; i++) taker.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }
}
