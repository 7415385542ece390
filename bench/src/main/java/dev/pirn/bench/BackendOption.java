package dev.pirn.bench;

import dev.pirn.Loops;
import dev.pirn.spi.LoopProvider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the one backend to measure. */
final class BackendOption {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec command;

    @Option(
            names = "--loop",
            paramLabel = "NAME",
            description = "Only this loop backend; 'pirn loops' lists them. Default: all that work here.")
    private @Nullable String name;

    /** Created by picocli. */
    BackendOption() {}

    /** {@return the backends to measure, the one that a program would get first} */
    List<String> names() {
        try {
            if (name != null) return List.of(Loops.named(name).name());
            List<String> names = new ArrayList<>();
            names.add(Loops.choose().name());
            for (LoopProvider provider : Loops.providers()) {
                boolean isNew = !names.contains(provider.name());
                if (isNew && provider.availability().isAvailable()) names.add(provider.name());
            }
            return List.copyOf(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
