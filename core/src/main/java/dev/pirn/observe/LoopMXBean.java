package dev.pirn.observe;

import java.util.List;

/**
 * What management clients such as JConsole see of one loop, as {@code dev.pirn:type=Loop,name=loop-N}; see {@code
 * LoopBean}, which registers it. Measuring begins when one of the figures is asked for first, and they count from then.
 * They are as of a moment: asked for again within a tenth of a second, they are the same ones. No figure waits for the
 * loop, so one that is stuck can be looked at.
 */
public interface LoopMXBean {

    /** {@return its name: that of the thread that ran it first, or {@code loop-N}} */
    String getName();

    /** {@return the backend, such as {@code epoll}} */
    String getBackend();

    /** {@return the coroutine engine: {@code loop} or {@code baton}} */
    String getCoroutines();

    /** {@return whether a thread runs it} */
    boolean isRunning();

    /** {@return turns that began} */
    long getTurns();

    /** {@return steps that ended} */
    long getSteps();

    /** {@return nanoseconds spent in steps} */
    long getBusyNanos();

    /** {@return nanoseconds spent waiting for I/O, timers and other threads} */
    long getPollNanos();

    /** {@return the median duration of the steps since the figures before, in nanoseconds; 0 if there were none} */
    long getStepP50Nanos();

    /** {@return the 99th percentile of the same, in nanoseconds} */
    long getStepP99Nanos();

    /** {@return how long the step has run that the loop is in now, in nanoseconds; 0 if it is in none} */
    long getRunningStepNanos();

    /** {@return entries that came from other threads} */
    long getForeignWakeups();

    /** {@return how many entries the last turn found in the ready queue} */
    int getReadyDepth();

    /** {@return tasks that have not ended} */
    int getTaskCount();

    /** {@return pending timers} */
    int getTimers();

    /** {@return open sockets, listeners and files} */
    int getOpenSockets();

    /** {@return the tree of the loop's tasks, as text} Takes a second where the loop does not answer. */
    String dump();

    /** {@return the last stalls of the threads of the loop's name, oldest first, a sentence each} */
    List<String> stalls();
}
