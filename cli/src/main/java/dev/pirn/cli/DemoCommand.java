package dev.pirn.cli;

import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.cli.demo.Demo;
import dev.pirn.cli.progress.TerminalWidth;
import dev.pirn.spi.LoopProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code pirn demo}: shows on an embedded server what the loop is for. */
@Command(
        name = "demo",
        description = {
            "Show what Pirn is for, in ten seconds.",
            "",
            "Weaves pictures, serves them slowly from the loop, and downloads them from there: one after another, at"
                    + " once, and at once through plain blocking code in coroutines, on every loop backend that works"
                    + " here. Then compares the files with what was woven, and prints the times."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn demo",
            "  pirn demo --pictures 20 --delay 1s      20 s one after another, 1 s at once",
            "  pirn demo --loop nio --dir /tmp/cloth",
            "",
            "Exit codes: 0 every file is right, 1 one is not, 2 called wrongly, 130 interrupted."
        })
final class DemoCommand implements Callable<Integer> {

    private static final int MAX_PICTURES = 1000;

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Mixin
    private final LoopOption loop = new LoopOption();

    @Option(names = "--pictures", paramLabel = "N", description = "How many pictures. Default: ${DEFAULT-VALUE}.")
    private int pictures = 6;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long the server takes for a picture: seconds, or like 400ms. Default: 350ms.")
    private Duration delay = Duration.ofMillis(350);

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = SizeConverter.class,
            description = "The pictures' size in pixels. Default: 480x360.")
    private Size size = new Size(480, 360);

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the files go; made if it is not there. Default: ${DEFAULT-VALUE}.")
    private Path directory = Path.of("pirn-demo");

    @Option(names = "--no-progress", description = "No progress bars.")
    private boolean noProgress;

    DemoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        if (pictures < 1 || pictures > MAX_PICTURES)
            throw new ParameterException(
                    spec.commandLine(), "--pictures must be 1 to " + MAX_PICTURES + ", not '" + pictures + "'");
        List<Runner> runners = runners();
        try {
            OutputDirectory.prepare(directory);
            return show(runners);
        } finally {
            runners.forEach(Runner::close);
        }
    }

    private int show(List<Runner> runners) {
        int columns = output.isTerminal() && !noProgress ? TerminalWidth.columns() : 0;
        Demo demo = new Demo(pictures, size.width(), size.height(), delay, directory, output, columns);
        output.out()
                .println(pictures + " pictures, " + Units.bytes(demo.bytes()) + " together; the server takes "
                        + Units.time(delay) + " for each");
        runners.forEach(demo::runOn);
        output.out().println();
        demo.printTable();
        output.out().println();
        output.out()
                .println((demo.isGood() ? "every file is right: " : "NOT every file is right: ")
                        + directory.toAbsolutePath());
        return demo.isGood() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Runner> runners() {
        if (loop.name() != null || Loops.wanted() != null) return List.of(loop.newRunner());
        return Loops.providers().stream()
                .filter(provider -> provider.availability().isAvailable())
                .map(LoopProvider::name)
                .map(name -> Runner.builder().loop(name).build())
                .toList();
    }

    private record Size(int width, int height) {}

    private static final class SizeConverter implements ITypeConverter<Size> {

        @Override
        public Size convert(String value) {
            if (!value.matches("[1-9]\\d{0,3}x[1-9]\\d{0,3}"))
                throw new TypeConversionException("'" + value + "' is not a size such as 640x480");
            String[] sides = value.split("x", -1);
            return new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
        }
    }
}
