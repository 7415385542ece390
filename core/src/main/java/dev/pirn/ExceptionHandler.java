package dev.pirn;

/** Run: gets the errors of a loop that no caller can catch. */
@FunctionalInterface
public interface ExceptionHandler {

    /**
     * Handles a report. Called on the loop thread, mostly; must not block. What it throws is logged.
     *
     * @param loop the loop
     * @param report what happened
     */
    void handle(Loop loop, ErrorReport report);

    /** {@return the handler that loops begin with: it logs to the system logger {@code dev.pirn}} */
    static ExceptionHandler logging() {
        return (loop, report) ->
                System.getLogger("dev.pirn").log(System.Logger.Level.ERROR, report.toString(), report.failure());
    }
}
