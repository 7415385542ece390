package dev.pirn;

import org.jspecify.annotations.Nullable;

/** The execution of a task: something that can be run for a while, suspended, and run on. */
abstract class Coroutine {

    final TaskCore<?> task;

    Coroutine(TaskCore<?> task) {
        this.task = task;
    }

    /** On the loop thread: runs the coroutine until it suspends, blocks in foreign code, or ends. */
    abstract void proceed();

    /**
     * On the coroutine: returns control to the loop, and returns when {@link #proceed} is called again.
     *
     * @throws IllegalStateException if it cannot be suspended because a native frame is on its stack
     */
    abstract void suspend();

    /** {@return another stack, for this coroutine or another one of its engine} */
    abstract Side newSide(Runnable body);

    /**
     * On the coroutine: runs a side stack in place of the stack that calls, until that ascends or its body ends.
     *
     * @throws IllegalStateException if the calling stack cannot be suspended
     */
    abstract void descend(Side side);

    /** A stack besides the coroutine's own, with a thread of its own. */
    abstract static class Side {

        /** Null before it starts. */
        volatile @Nullable Thread thread;

        /**
         * On the side stack: returns control to the stack below, and returns when the next one descends.
         *
         * @throws IllegalStateException if it cannot be suspended
         */
        abstract void ascend();
    }

    /** What distinguishes it from others in names: the number of its thread, as dumps show it; 0 before it starts. */
    abstract long number();

    /** Interrupts the coroutine, which is blocked in foreign code. */
    abstract void interrupt();

    /** On the coroutine: forgets an interrupt that {@link #interrupt} left behind. */
    final void clearInterrupt() {
        Thread.interrupted();
    }

    /** The loop was closed: lets the coroutine, which is blocked in foreign code, run on without it. */
    void proceedElsewhere() {}

    /** Its entry was taken out of the loop's inbox. */
    void taken() {}

    /** Where it is suspended, without the frames that do the suspending. */
    abstract StackTraceElement[] stack();

    static StackTraceElement[] visibleStack(Thread thread) {
        StackTraceElement[] all = thread.getStackTrace();
        int first = 0;
        while (first < all.length && isMachinery(all[first])) first++;
        int end = all.length;
        while (end > first && isMachinery(all[end - 1])) end--;
        return java.util.Arrays.copyOfRange(all, first, end);
    }

    private static boolean isMachinery(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.lang.VirtualThread")
                || type.startsWith("java.util.concurrent.ThreadPerTaskExecutor")
                || type.startsWith("jdk.internal.")
                || type.equals("java.lang.Thread")
                || type.equals("java.util.concurrent.locks.LockSupport")
                || (type.startsWith("dev.pirn.")
                        && (type.endsWith("Coroutine")
                                || type.endsWith("Side")
                                || type.equals("dev.pirn.SideStack")
                                || type.equals("dev.pirn.TaskCore")
                                || type.equals("dev.pirn.Parker")));
    }
}
