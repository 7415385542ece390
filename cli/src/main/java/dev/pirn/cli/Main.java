package dev.pirn.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;

/** The {@code pirn} command. */
public final class Main {

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit code: 0 if it did what was asked, 1 if something failed, 2 if
     * it was called wrongly, 130 or 143 if SIGINT or SIGTERM interrupted it, 141 if the reader of its output had left.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true"); // the demonstration paints, but into files only
        Output output = Output.ofProcess();
        System.setOut(output.out()); // examples print there
        System.exit(run(output, args));
    }

    /**
     * Runs one command in this JVM.
     *
     * @param output where it prints
     * @param args the command and its options
     * @return its exit code, as {@link #main} says
     */
    public static int run(Output output, String... args) {
        return Results.exitCode(output, commandLine(output).execute(args));
    }

    private static CommandLine commandLine(Output output) {
        PirnCommand pirn = new PirnCommand(output);
        CommandLine line = new CommandLine(pirn)
                .addSubcommand(new DemoCommand(output))
                .addSubcommand(new GetCommand(output))
                .addSubcommand(new LoopsCommand(output))
                .addSubcommand(new PsCommand(output))
                .addSubcommand(new PstreeCommand(output))
                .addSubcommand(new TopCommand(output))
                .addSubcommand(new InstallCommand())
                .addSubcommand(new TestCommand());
        for (Extension extension : ServiceLoader.load(Extension.class)) extension.addTo(line, output);
        Failures failures = new Failures(output.err(), pirn::isDebug);
        return line.setOut(Output.writer(output.out()))
                .setErr(Output.writer(output.err()))
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }
}
