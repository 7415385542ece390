package dev.pirn.flow;

/**
 * Unwinds the body of a generator that is closed or of a greenlet that is killed: Python's {@code GeneratorExit} and
 * {@code GreenletExit}. An {@link Error}, so that {@code catch (Exception e)} lets it pass.
 */
final class Exit extends Error {
    private static final long serialVersionUID = 1L;

    Exit(String message) {
        super(message, null, false, false);
    }
}
