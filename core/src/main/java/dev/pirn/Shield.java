package dev.pirn;

/** Cancel: what the promise of {@link Async#shield} stands for. */
record Shield(FutureCore<?> inner, Handle copying) implements Represented {

    @Override
    public void run() {
        copying.cancel();
    }

    /** What a promise stands for, also if it is the shield of a shield. A loop, since there may be very many. */
    static FutureCore<?> innermost(Promise<?> promise) {
        FutureCore<?> at = promise;
        while (at instanceof Promise<?> outer && outer.onCancel instanceof Shield shield) at = shield.inner;
        return at;
    }

    @Override
    public WaitReason purpose() {
        FutureCore<?> innermost = inner instanceof Promise<?> promise ? innermost(promise) : inner;
        WaitReason of = innermost.purposeOfAwaiting();
        return new WaitReason("shield", of.what() + ", shielded", of.endedBy(), of.needsAll(), of.others());
    }
}
