package dev.pirn.pool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a pool that wait for a worker, which worker has which task, and whether the pool takes and runs tasks.
 * Any thread may call it; only {@link #take} waits.
 */
final class PoolQueue {

    private enum State {
        RUNNING,
        /** Takes no more tasks, and runs those that it has. */
        SHUT_DOWN,
        /** Runs no more tasks. */
        STOPPED
    }

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when a worker may have something to do; guarded by the lock, as all that follows. */
    private final Condition changed = lock.newCondition();

    private final LinkedHashSet<PoolTask<?>> waiting = new LinkedHashSet<>();
    private final LinkedHashSet<PoolTask<?>> running = new LinkedHashSet<>();
    private State state = State.RUNNING;

    /** {@return whether it was taken: not after a shutdown} */
    boolean add(PoolTask<?> task) {
        lock.lock();
        try {
            if (state != State.RUNNING) return false;
            waiting.addLast(task);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return state == State.RUNNING;
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return state == State.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether a worker should go on} */
    boolean needsWorkers() {
        lock.lock();
        try {
            return state == State.RUNNING || !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a task for a worker: null if it should look at its process, and whether it is needed. */
    @Nullable
    PoolTask<?> take(Worker worker) throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && state == State.RUNNING && !worker.hasLostChild()) changed.await();
            if (waiting.isEmpty() || worker.hasLostChild()) return null;
            PoolTask<?> task = waiting.removeFirst();
            task.worker = worker;
            running.addLast(task);
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** A worker is done with a task. */
    void release(PoolTask<?> task) {
        lock.lock();
        try {
            task.worker = null;
            running.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /** A worker could not begin a task, which is the next one's then: false if the pool was stopped meanwhile. */
    boolean putBack(PoolTask<?> task) {
        lock.lock();
        try {
            if (state == State.STOPPED) return false;
            task.worker = null;
            running.remove(task);
            if (!task.isDone()) waiting.addFirst(task);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back all tasks that wait, if a condition holds while the queue stands still. */
    List<PoolTask<?>> takeAllIf(BooleanSupplier condition) {
        lock.lock();
        try {
            if (!condition.getAsBoolean()) return List.of();
            List<PoolTask<?>> all = List.copyOf(waiting);
            waiting.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** A task was cancelled. */
    void revoke(PoolTask<?> task, boolean mayKill) {
        lock.lock();
        try {
            waiting.remove(task);
            if (mayKill && task.worker != null) task.worker.kill();
        } finally {
            lock.unlock();
        }
    }

    /** A process has ended: its worker may have to replace it. */
    void wakeWorkers() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void shutDown() {
        lock.lock();
        try {
            if (state == State.RUNNING) state = State.SHUT_DOWN;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What a stop interrupts. */
    record Left(List<PoolTask<?>> waiting, List<PoolTask<?>> running) {

        /** {@return all of them, those that wait first} */
        List<PoolTask<?>> all() {
            List<PoolTask<?>> all = new ArrayList<>(waiting);
            all.addAll(running);
            return all;
        }
    }

    Left stop() {
        lock.lock();
        try {
            state = State.STOPPED;
            Left left = new Left(List.copyOf(waiting), List.copyOf(running));
            waiting.clear();
            changed.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
