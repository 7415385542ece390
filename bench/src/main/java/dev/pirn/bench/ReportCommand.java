package dev.pirn.bench;

import dev.pirn.cli.Output;
import dev.pirn.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pirn bench report}: shows what an earlier run measured. */
@Command(
        name = "report",
        description =
                "Show an earlier run, which --json has written: its budgets and laws, as a page, or beside another run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench report report.json --html report.html",
            "  pirn bench report new.json --compare old.json"
        })
final class ReportCommand implements Runnable {

    private final Output output;

    @Parameters(paramLabel = "FILE.json", description = "What --json has written.")
    @SuppressWarnings("NullAway.Init") // by picocli
    private Path file;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the page with charts.")
    private @Nullable Path html;

    @Option(names = "--compare", paramLabel = "OLD.json", description = "Tell what changed since.")
    private @Nullable Path compare;

    ReportCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        Report report = Report.read(file);
        Report old = compare == null ? null : Report.read(compare);
        Session.print(report, old, output);
        if (html == null) return;
        try {
            Files.writeString(html, Page.of(report, old));
        } catch (IOException e) {
            throw new UserException("cannot write " + html + ": " + e, e);
        }
    }
}
