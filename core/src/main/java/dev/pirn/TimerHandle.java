package dev.pirn;

/** Run: a callback that will run at a certain time. */
public sealed interface TimerHandle extends Handle permits Timer.Call {

    /** {@return when it is due, in nanoseconds of the loop's {@link Loop#time}} */
    long when();
}
