package dev.pirn.sync;

import dev.pirn.Block;
import dev.pirn.Body;
import org.jspecify.annotations.Nullable;

/** What a coroutine acquires, holds for a while, and releases. {@linkplain dev.pirn.sync Confined} to one loop. */
public sealed interface Acquirable permits CapacityLimiter, Lock, Semaphore {

    /**
     * Acquires it; suspends while it cannot be had. Cancelled while it waits, the caller holds nothing.
     *
     * @return to release it at the end of a {@code try}
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    Lease acquire();

    /** {@return whether it could be had at once, and is held now} Never suspends. */
    boolean tryAcquire();

    /**
     * Releases it: the longest waiter has it at once. Does not suspend.
     *
     * @throws IllegalStateException if it is not held
     */
    void release();

    /**
     * Runs a block that holds it.
     *
     * @param block what to run, in the calling coroutine
     * @param <X> the checked exception it throws
     * @throws X if it fails
     * @throws dev.pirn.Cancelled if the scope is cancelled before it is held: the block has not run
     */
    default <X extends Throwable> void run(Block<X> block) throws X {
        acquire();
        try {
            block.run();
        } finally {
            release();
        }
    }

    /**
     * Runs a body that holds it.
     *
     * @param body what to run, in the calling coroutine
     * @param <T> the type of its result
     * @param <X> the checked exception it throws
     * @return its result
     * @throws X if it fails
     * @throws dev.pirn.Cancelled if the scope is cancelled before it is held: the body has not run
     */
    default <T extends @Nullable Object, X extends Throwable> T call(Body<T, X> body) throws X {
        acquire();
        try {
            return body.call();
        } finally {
            release();
        }
    }
}
