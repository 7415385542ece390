package dev.pirn.pool;

/**
 * Suppressed by an exception that came from a worker: says in a printed stack trace which process its frames belong to.
 */
final class WorkerTrace extends Exception {
    private static final long serialVersionUID = 1L;

    WorkerTrace(String worker) {
        super(worker, null, false, false);
    }
}
