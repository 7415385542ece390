package dev.pirn.observe;

import java.io.IOException;

/**
 * What serves consoles, found with {@link java.util.ServiceLoader}: the artifact {@code dev.pirn:pirn-console} has one.
 * Users call {@code Pirn.console}.
 */
public interface ConsoleProvider {

    /**
     * Begins to serve, on threads of its own that do not keep the JVM alive.
     *
     * @param options where, and to whom
     * @return the console, owned by the caller
     * @throws IOException if it cannot listen there
     */
    Console open(ConsoleOptions options) throws IOException;
}
