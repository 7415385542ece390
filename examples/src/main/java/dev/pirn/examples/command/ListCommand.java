package dev.pirn.examples.command;

import dev.pirn.cli.Output;
import dev.pirn.examples.Example;
import dev.pirn.examples.Examples;
import picocli.CommandLine.Command;

/** {@code pirn example list}: the programs, one a line, in the order of the tour. */
@Command(name = "list", description = "List the programs, in the order of the tour.")
final class ListCommand implements Runnable {

    private final Output output;

    ListCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        for (Example example : Examples.all()) output.out().printf("%-21s  %s%n", example.name(), example.summary());
    }
}
