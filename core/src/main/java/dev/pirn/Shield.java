package dev.pirn;

/** What the promise of {@link Async#shield} stands for. */
record Shield(FutureCore<?> inner, Handle copying) implements StandIn {

    @Override
    public void run() {
        copying.cancel();
    }

    @Override
    public Purpose purpose() {
        Purpose of = inner.purposeOfAwaiting();
        return new Purpose("shield", of.what() + ", shielded", of.endedBy(), of.needsAll(), of.others());
    }
}
