package dev.pirn;

import java.util.List;

/**
 * Cancel: children of a {@link TaskGroup}, or its body, failed. The first failure is the cause; all of them, in the
 * order in which they happened, are in {@link #failures}.
 */
public final class TaskGroupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // throwables are serializable; the list is the JDK's
    private final List<Throwable> failures;

    TaskGroupException(List<Throwable> failures) {
        super(message(failures), failures.getFirst());
        this.failures = List.copyOf(failures);
        failures.stream().skip(1).filter(f -> f != getCause()).forEach(this::addSuppressed);
    }

    private static String message(List<Throwable> failures) {
        String first = describe(failures.getFirst());
        return failures.size() == 1
                ? "a task of the group failed: " + first
                : failures.size() + " tasks of the group failed, first: " + first;
    }

    /** A failure in words, also if it cannot say them: nothing that it throws may get in the way of the group. */
    static String describe(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error e) {
            return failure.getClass().getName();
        }
    }

    /** {@return all failures, first the one that cancelled the group} */
    public List<Throwable> failures() {
        return failures;
    }
}
