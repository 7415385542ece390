package dev.pirn.cli;

import picocli.CommandLine;

/**
 * Adds commands of another module to {@code pirn}. Found with {@link java.util.ServiceLoader}, so that the command line
 * that is published does not depend on what only measures it.
 */
public interface Extension {

    /**
     * Adds the commands.
     *
     * @param pirn the command to add them to
     * @param output where they print
     */
    void addTo(CommandLine pirn, Output output);
}
