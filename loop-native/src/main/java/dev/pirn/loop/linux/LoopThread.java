package dev.pirn.loop.linux;

import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * What Netty asks to find out where it is called: always on the loop. That is what core promises of every call but the
 * wake-up, and that one is our own ({@link Wakeup}). Comparing threads would be wrong: a coroutine's is a virtual one.
 */
final class LoopThread implements ThreadAwareExecutor {

    static final LoopThread INSTANCE = new LoopThread();

    private LoopThread() {}

    @Override
    public boolean isExecutorThread(Thread thread) {
        return true;
    }

    @Override
    public void execute(Runnable command) {
        command.run();
    }
}
