package dev.pirn.cli;

import dev.pirn.Loops;
import dev.pirn.cli.live.Json;
import dev.pirn.flow.GeneratorStacks;
import dev.pirn.spi.LoopProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code pirn loops}: the loop backends there are, and which one a program would get. */
@Command(
        name = "loops",
        description = "List the loop backends, which of them work here, which one is chosen and why, how coroutines are"
                + " made, and what generators outside coroutines run on.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn loops",
            "  pirn loops --json",
            "  PIRN_LOOP=nio pirn loops       what a program started with this variable would use",
            "",
            "A backend is chosen by name in the program, else by the system property pirn.loop, else by the",
            "environment's PIRN_LOOP, else it is the one of the highest priority that works here."
        })
final class LoopsCommand implements Callable<Integer> {

    private static final String LINE = "%-10s %8s  %-9s  %s%n";

    private final Output output;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LoopsCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        List<LoopProvider> providers = Loops.providers();
        Choice choice = Choice.make();
        if (json) printJson(providers, choice);
        else print(providers, choice);
        return choice.isMade() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(List<LoopProvider> providers, Choice choice) {
        output.out().printf(LINE, "backend", "priority", "works", "capabilities");
        for (LoopProvider provider : providers) {
            LoopProvider.Availability availability = provider.availability();
            String note = availability.isAvailable()
                    ? String.join(", ", new TreeSet<>(provider.capabilities()))
                    : availability.reason();
            output.out()
                    .printf(
                            LINE,
                            provider.name(),
                            provider.priority(),
                            availability.isAvailable() ? "yes" : "no",
                            note);
        }
        output.out().println();
        output.out().println("chosen:     " + (choice.isMade() ? choice.name() : "none") + ", because " + choice.why());
        output.out().println("coroutines: " + Loops.coroutines() + ", because " + Loops.coroutinesReason());
        output.out().println("stacks:     " + GeneratorStacks.kind() + ", because " + GeneratorStacks.reason());
    }

    private void printJson(List<LoopProvider> providers, Choice choice) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("providers", providers.stream().map(LoopsCommand::jsonOf).toList());
        document.put("chosen", choice.name());
        document.put("why", choice.why());
        document.put("coroutines", Loops.coroutines());
        document.put("coroutinesWhy", Loops.coroutinesReason());
        document.put("stacks", GeneratorStacks.kind());
        document.put("stacksWhy", GeneratorStacks.reason());
        try {
            output.out().println(Json.pretty(document));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write JSON into memory", e);
        }
    }

    private static Map<String, Object> jsonOf(LoopProvider provider) {
        LoopProvider.Availability availability = provider.availability();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", provider.name());
        object.put("priority", provider.priority());
        object.put("available", availability.isAvailable());
        object.put("reason", availability.reason());
        object.put("capabilities", List.copyOf(new TreeSet<>(provider.capabilities())));
        return object;
    }
}
