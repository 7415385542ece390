package dev.pirn.flow;

import dev.pirn.SideStack;

/** A stack that can be left in the middle and entered again later, by one caller at a time. */
abstract class Strand {

    /**
     * {@return a strand of the kind that suits the calling thread}
     *
     * @param body what runs on it; must not throw
     */
    static Strand create(Runnable body) {
        if (SideStack.isCoroutine()) return new CoroutineStrand(body);
        boolean bare = !Thread.currentThread().isVirtual() && GeneratorStacks.useContinuations();
        return bare ? new ContinuationStrand(body) : new ThreadStrand(body);
    }

    /**
     * To be called before {@link #enter}: once, as long as nothing but strands is entered in between.
     *
     * @throws IllegalStateException if it cannot go on where it is called
     */
    abstract void prepare();

    /**
     * Runs the body until it calls {@link #leave} or ends.
     *
     * @throws IllegalStateException if the caller's own stack cannot be suspended meanwhile
     */
    abstract void enter();

    /**
     * On the body: returns to who entered, and returns when entered again.
     *
     * @throws IllegalStateException if the stack cannot be left where it is
     */
    abstract void leave();

    /** {@return whether the caller is the body, and not a strand that the body entered} */
    abstract boolean isCurrent();

    /** {@return whether the caller is the body of a strand that shares the thread with others} */
    static boolean isNested() {
        return ContinuationStrand.isAvailable() && ContinuationStrand.running() != null;
    }
}
