package dev.pirn.watch;

import org.jspecify.annotations.Nullable;

/** The ready queue as a meter sees it. On the loop. */
public interface QueueView {

    /** {@return how many entries stand in it} */
    int size();

    /**
     * {@return the entry at an index}
     *
     * @param index counted from the oldest
     */
    @Nullable
    Object peek(int index);
}
