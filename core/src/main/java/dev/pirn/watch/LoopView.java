package dev.pirn.watch;

import dev.pirn.observe.Meter;
import org.jspecify.annotations.Nullable;

/** A loop as its observers see it. From any thread: what changes may be read late, and never tears. */
public interface LoopView {

    /** {@return its number in this JVM} */
    int id();

    /** {@return its name} */
    String name();

    /** {@return the name of its backend} */
    String backend();

    /** {@return the name of its coroutine engine} */
    String coroutines();

    /** {@return the JVM flag without which a coroutine that blocks holds the loop; null if it does not} */
    @Nullable
    String missingFlag();

    /** {@return whether a thread runs it, or a host has it as a guest} */
    boolean isRunning();

    /** {@return whether it was closed} */
    boolean isClosed();

    /** {@return whether it is in debug mode} */
    boolean debug();

    /** {@return how many turns there were} */
    long turns();

    /** {@return whether a thread runs it now, and does not wait in the driver} */
    boolean isHeld();

    /** {@return a number that changes with each step} */
    int stepMark();

    /** {@return the thread that runs it now; null if none does} */
    @Nullable
    Thread thread();

    /** {@return the task whose coroutine runs now; null if none does} */
    @Nullable
    TaskView currentTask();

    /** {@return whether its thread gets a processor} */
    SchedStat schedStat();

    /** {@return debug mode's watch over its steps} */
    SlowSteps slowSteps();

    /** {@return a new meter of it} */
    Meter meter();

    /** Has it make a turn, if it is running. */
    void turnSoon();
}
