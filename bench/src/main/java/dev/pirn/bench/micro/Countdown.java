package dev.pirn.bench.micro;

/** Counts its runs, all on one thread, and calls back after the last one. */
final class Countdown implements Runnable {

    private final Runnable end;
    private int left;

    Countdown(int runs, Runnable end) {
        this.left = runs;
        this.end = end;
    }

    @Override
    public void run() {
        if (--left == 0) end.run();
    }
}
