package dev.pirn;

/** What the promise of {@link Async#shield} stands for. */
record Shield(FutureCore<?> inner, Handle copying) implements Represented {

    @Override
    public void run() {
        copying.cancel();
    }

    @Override
    public WaitReason purpose() {
        WaitReason of = inner.purposeOfAwaiting();
        return new WaitReason("shield", of.what() + ", shielded", of.endedBy(), of.needsAll(), of.others());
    }
}
