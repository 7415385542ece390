package dev.pirn.observe;

/**
 * A page that shows what the loops of this JVM are doing, served while this is open. Made by {@code Pirn.console}. The
 * page only reads: nothing that it asks for changes a loop or a task.
 *
 * <p>All methods may be called from any thread; none suspends. Not to be implemented but by a {@link ConsoleProvider}.
 */
public interface Console extends AutoCloseable {

    /** {@return the address to open in a browser} It contains the token, so any client that knows it may look. */
    String url();

    /** {@return the port that it listens on} */
    int port();

    /** Stops serving at once; requests under way are broken off. Idempotent. */
    @Override
    void close();
}
