package dev.pirn.loop.linux;

import io.netty.channel.IoHandlerContext;

/** Answers Netty how long the next poll may wait. */
final class PollContext implements IoHandlerContext {

    private static final long NO_DEADLINE = -1;

    private long timeoutNanos;

    /** @param nanos the poll's timeout: 0 does not wait, negative waits without limit */
    void waitAtMost(long nanos) {
        timeoutNanos = nanos;
    }

    @Override
    public boolean canBlock() {
        return timeoutNanos != 0;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        return timeoutNanos;
    }

    /** Only looked at for being one, and for being another one than before, where a timer descriptor has to be set. */
    @Override
    public long deadlineNanos() {
        return timeoutNanos < 0 ? NO_DEADLINE : System.nanoTime() + timeoutNanos;
    }
}
