package dev.pirn.tck.guest;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The smallest host there is: a thread that runs what is in its queue, one after the other. */
final class QueueHost implements Executor, AutoCloseable {

    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final Thread thread;
    private volatile boolean refusing;
    private boolean ended;

    QueueHost() {
        thread = Thread.ofPlatform().name("test-host").start(this::serve);
    }

    private void serve() {
        try {
            while (!ended) {
                queue.take().run();
                turns.incrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void execute(Runnable event) {
        if (refusing) throw new RejectedExecutionException("the host takes nothing any more");
        queue.add(event);
    }

    Thread thread() {
        return thread;
    }

    /** {@return how many entries of the queue have been run} */
    int served() {
        return turns.get();
    }

    /** {@return how many entries the queue has} */
    int queued() {
        return queue.size();
    }

    /** From now on, nothing gets into the queue. */
    void refuse() {
        refusing = true;
    }

    /** Ends the thread, silently, as a host may. */
    void end() {
        queue.add(() -> ended = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return whether the thread waits for an entry, or has ended} */
    boolean isIdle() {
        Thread.State state = thread.getState();
        return queue.isEmpty() && (state == Thread.State.WAITING || state == Thread.State.TERMINATED);
    }

    @Override
    public void close() {
        end();
    }
}
