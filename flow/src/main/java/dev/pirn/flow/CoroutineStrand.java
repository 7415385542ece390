package dev.pirn.flow;

import dev.pirn.SideStack;

/** A strand that began in a coroutine and is a part of whichever coroutine enters it. */
final class CoroutineStrand extends Strand {

    private final SideStack stack;

    CoroutineStrand(Runnable body) {
        stack = new SideStack(body);
    }

    @Override
    void prepare() {
        if (!SideStack.isCoroutine())
            throw new IllegalStateException("it began in a coroutine, so it cannot go on outside of one");
    }

    @Override
    void enter() {
        stack.resume();
    }

    @Override
    void leave() {
        stack.suspend();
    }

    @Override
    boolean isCurrent() {
        return stack.isCurrent();
    }
}
