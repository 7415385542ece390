package dev.pirn.cli;

import dev.pirn.Runner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the loop backend. */
public final class LoopOption {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec command;

    @Option(
            names = "--loop",
            paramLabel = "NAME",
            description = "The loop backend; 'pirn loops' lists them. Default: the best that works here.")
    private @Nullable String name;

    /** Creates the option, not given yet. */
    public LoopOption() {}

    /** {@return the name given, if any} */
    public @Nullable String name() {
        return name;
    }

    /**
     * {@return a runner on that backend; a name that is none, or does not work here, is an error in the command line}
     */
    public Runner newRunner() {
        Runner.Builder builder = Runner.builder();
        return opened(name == null ? builder.build() : builder.loop(name).build());
    }

    private Runner opened(Runner runner) {
        try {
            runner.loop(); // made here, so that a wrong name is found before anything else happens
            return runner;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
