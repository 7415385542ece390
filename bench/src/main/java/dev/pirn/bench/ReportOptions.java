package dev.pirn.bench;

import dev.pirn.Loops;
import dev.pirn.spi.LoopProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the benchmarks have in common on the command line. */
final class ReportOptions {

    private static final int STEP_MILLIS = 100;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec command;

    @Option(names = "--quick", description = "A first look: fewer rounds, shorter ones, the main figures.")
    private boolean quick;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often all is measured, each time in another order.")
    private int rounds;

    @Option(
            names = "--step-millis",
            paramLabel = "N",
            description = "Unit of time of which warm-ups and measurements take a fixed number. Default: 100.")
    private int stepMillis = STEP_MILLIS;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Only what matches, of 'SUBJECT NAME', for example 'pirn-epoll|netty'.")
    private @Nullable String only;

    @Option(
            names = "--loop",
            paramLabel = "NAME",
            description = "Only this loop backend; 'pirn loops' lists them. Default: all that work here.")
    private @Nullable String backend;

    @Option(names = "--no-peers", description = "Only Pirn.")
    private boolean withoutPeers;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every figure with its raw rounds.")
    private @Nullable Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a report with charts, one file for any browser.")
    private @Nullable Path html;

    @Option(
            names = "--compare",
            paramLabel = "OLD.json",
            description = "Show what got slower or faster since, beyond the noise of both runs.")
    private @Nullable Path compare;

    /** Created by picocli. */
    ReportOptions() {}

    /**
     * Checks what was given.
     *
     * @param quickRounds how many rounds a quick run has
     * @param fullRounds how many a full one has
     */
    Effort effort(int quickRounds, int fullRounds) {
        Positive.require(command, "--step-millis", stepMillis);
        if (rounds < 0) Positive.require(command, "--rounds", rounds);
        int standard = quick ? quickRounds : fullRounds;
        return new Effort(quick, rounds == 0 ? standard : rounds, Duration.ofMillis(stepMillis));
    }

    /** {@return the backends to measure, the one that a program would get first} */
    List<String> backends() {
        try {
            if (backend != null) return List.of(Loops.named(backend).name());
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

    /** {@return whether something is to be measured} */
    boolean isWanted(Measurement measurement) {
        return isWanted(measurement.subject(), measurement.title());
    }

    /** {@return whether something is to be measured} Asked before a peer is built, which may take long. */
    boolean isWanted(String subject, String title) {
        if (withoutPeers && !subject.startsWith("pirn-")) return false;
        return only == null || pattern(only).matcher(subject + " " + title).find();
    }

    private Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    command.commandLine(), "--only is not a regular expression: " + e.getMessage(), e);
        }
    }

    boolean quick() {
        return quick;
    }

    @Nullable
    Path json() {
        return json;
    }

    @Nullable
    Path html() {
        return html;
    }

    /** {@return the old report, read before anything is measured} */
    @Nullable
    Report old() {
        return compare == null ? null : Report.read(compare);
    }

    /** {@return the command as it can be repeated} */
    String commandLine() {
        return command.qualifiedName() + " "
                + String.join(
                        " ",
                        command.commandLine().getParseResult().originalArgs().stream()
                                .skip(command.qualifiedName().split(" ", -1).length - 1L)
                                .toList());
    }
}
