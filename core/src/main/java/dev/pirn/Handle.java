package dev.pirn;

/** Run: a registered callback that can be taken back. */
public sealed interface Handle permits TimerHandle, Callback, FutureCore.DoneCallback, SignalHandler {

    /**
     * Takes the callback back: it will not run, even if it is already in this turn's batch, and is forgotten at once,
     * with all it refers to. Nothing happens if it has run. Callable from any thread; from another thread than the
     * loop's it may still run when it is about to.
     */
    void cancel();

    /** {@return whether {@link #cancel} was called before it ran} */
    boolean isCancelled();
}
