package dev.pirn.examples.command;

import dev.pirn.examples.Example;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code pirn example NAME}: runs a program, which prints to the standard output as it would by itself. */
@Command
final class RunCommand implements Callable<Integer> {

    private final Example example;

    RunCommand(Example example) {
        this.example = example;
    }

    @Override
    public Integer call() throws Exception {
        example.program().main();
        return ExitCode.OK;
    }
}
