package dev.pirn.leak;

import dev.pirn.Loop;

/** Debug mode's check that something is used on the loop to which it belongs. */
public final class Ownership {

    private Ownership() {}

    /**
     * Fails unless the caller is on a loop.
     *
     * @param loop the loop
     * @param what what belongs to it, for the message
     * @throws IllegalStateException if the caller is not; it names both
     */
    public static void check(Loop loop, Object what) {
        if (loop.onLoop()) return;
        Loop other = Loop.currentOrNull();
        String user = other == null ? Thread.currentThread().toString() : "a coroutine or callback of another " + other;
        throw new IllegalStateException(
                "used outside its loop: " + what + " belongs to a " + loop + ", and is used by " + user);
    }
}
