package dev.pirn;

/** Wait: shows, as a suppressed exception of a failure, where it was awaited: the other half of its stack. */
final class AwaitTrace extends Exception {
    private static final long serialVersionUID = 1L;

    private AwaitTrace(String where) {
        super(where);
    }

    /** Adds the calling coroutine's stack to a failure, once only: a failure that many await must not grow. */
    static void addTo(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof AwaitTrace) return;
        }
        TaskCore<?> task = TaskCore.current();
        failure.addSuppressed(new AwaitTrace(
                "awaited by " + (task == null ? Thread.currentThread().getName() : task.name())));
    }
}
