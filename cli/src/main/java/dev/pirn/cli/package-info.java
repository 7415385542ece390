/** The {@code pirn} command: one class per command, and {@link dev.pirn.cli.Main} that runs them. */
package dev.pirn.cli;
