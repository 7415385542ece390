package dev.pirn.pool;

import dev.pirn.pool.Child.NotBegunException;
import dev.pirn.pool.Child.Outcome;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place in a pool: the thread that hands tasks to a process, one at a time, and replaces the process when it is gone.
 */
final class Worker implements Runnable {

    private final ProcessPool pool;
    private final int number;
    private final String threadName;
    private final Link.Buffers buffers = new Link.Buffers();
    private int generation;

    /** Written by the worker's thread; others read it to kill the process. */
    private volatile @Nullable Child child;

    Worker(ProcessPool pool, int number, String poolName) {
        this.pool = pool;
        this.number = number;
        this.threadName = poolName + "-worker-" + number;
    }

    void startThread() {
        Thread.ofPlatform()
                .daemon()
                .name(threadName)
                .inheritInheritableThreadLocals(false)
                .start(this);
    }

    @Override
    public void run() {
        try {
            startAhead();
            while (pool.queue().needsWorkers()) {
                PoolTask<?> task = pool.queue().take(this);
                if (task != null) run(task);
                else if (hasLostChild()) replaceLost();
            }
            retireChild();
        } catch (InterruptedException e) {
            killChild(); // the pool interrupts none of these threads; an interrupt means: end
        } finally {
            pool.ended();
        }
    }

    private void run(PoolTask<?> task) throws InterruptedException {
        @Nullable Throwable failure = null;
        @Nullable Outcome outcome = null;
        boolean wasUp = child != null;
        try {
            Child with = child == null ? start() : child;
            if (!task.isDone()) outcome = with.call(task);
        } catch (NotBegunException e) {
            failure = died(task, e);
            // Not begun, so it may run elsewhere; whatever else broke the connection, it may have run.
            if (task.mayTryAgain() && pool.queue().putBack(task)) {
                startAhead();
                return;
            }
        } catch (IOException e) {
            failure = died(task, e);
        } catch (WorkerException e) { // it could not be started
            failure = e;
            pool.failIfNoWorkerIsUp(e);
        } catch (RuntimeException
                | Error e) { // a bug, or no memory for the result: the connection is in no known state
            killChild();
            failure = e;
        }
        pool.queue().release(task);
        end(task, outcome, failure);
        renewChild(wasUp);
    }

    /** Its callbacks run here. */
    private static void end(PoolTask<?> task, @Nullable Outcome outcome, @Nullable Throwable failure) {
        if (failure != null) task.fail(failure);
        else if (outcome instanceof Outcome.Returned returned) task.succeed(returned.value());
        else if (outcome instanceof Outcome.Threw threw) task.fail(threw.failure());
        Thread.interrupted(); // a callback's: it would close the connection of the next task
    }

    private Throwable died(PoolTask<?> task, Exception reason) throws InterruptedException {
        Child gone = dropChild();
        if (gone == null) return reason; // it could not even be started
        WorkerException failure = gone.diedIn(task, reason);
        failure.addSuppressed(reason);
        return failure;
    }

    // the process

    boolean hasLostChild() {
        Child now = child;
        return now != null && !now.isAlive();
    }

    /** One that dies while it has nothing to do is replaced at once, but not again and again. */
    private void replaceLost() throws InterruptedException {
        Child lost = dropChild();
        if (lost == null) return;
        lost.retire();
        if (lost.calls() > 0) startAhead();
    }

    /**
     * After a task: replaces a process that died of it, or has run its share. One that does not start waits for a task.
     */
    private void renewChild(boolean wasUp) throws InterruptedException {
        Child now = child;
        boolean spent = now != null && now.calls() >= pool.tasksPerWorker();
        if (spent) retireChild();
        if ((spent || (wasUp && now == null)) && pool.queue().needsWorkers()) startAhead();
    }

    /** Starts a process before there is a task; if that fails, the next task tries again and says why. */
    private void startAhead() throws InterruptedException {
        try {
            start();
        } catch (IOException | RuntimeException | Error e) {
            killChild();
        }
    }

    private Child start() throws IOException, InterruptedException {
        Path socket = pool.launch().socket(number, ++generation);
        try (ServerSocketChannel server = Child.listen(socket)) {
            Child starting = Child.start(pool.launch(), socket, number, pool.wire(), pool.output(), threadName);
            child = starting;
            if (pool.queue().isStopped()) starting.kill(); // a stop kills what it sees here, or it is seen here
            starting.connect(server, buffers, pool.initializer());
            starting.whenGone(pool.queue()::wakeWorkers);
            return starting;
        } catch (IOException | RuntimeException | Error e) {
            killChild();
            throw e;
        } finally {
            Child.remove(socket);
        }
    }

    private @Nullable Child dropChild() {
        Child now = child;
        child = null;
        return now;
    }

    private void retireChild() throws InterruptedException {
        Child now = dropChild();
        if (now != null) now.retire();
    }

    /** From the worker's own thread. */
    private void killChild() {
        Child now = dropChild();
        if (now != null) now.kill();
    }

    /** From any thread: kills the process; what it runs fails. */
    void kill() {
        Child now = child;
        if (now != null) now.kill();
    }

    @Nullable
    ProcessHandle process() {
        Child now = child;
        return now == null || !now.isAlive() ? null : now.handle();
    }
}
