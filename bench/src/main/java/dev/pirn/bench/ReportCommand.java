package dev.pirn.bench;

import dev.pirn.cli.Output;
import dev.pirn.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pirn bench report}: shows what an earlier run measured. */
@Command(
        name = "report",
        description =
                "Show earlier runs, which --json has written: their budgets and laws, as a page, as tables for the "
                        + "documentation, or beside another run. Of several files each adds what the ones before lack.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench report report.json --html report.html",
            "  pirn bench report new.json --compare old.json",
            "  pirn bench report micro.json echo.json growth.json --markdown",
            "  pirn bench report micro.json echo.json growth.json --into docs/performance.md"
        })
final class ReportCommand implements Runnable {

    private final Output output;

    @Parameters(paramLabel = "FILE.json", arity = "1..*", description = "What --json has written.")
    @SuppressWarnings("NullAway.Init") // by picocli
    private List<Path> files;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the page with charts.")
    private @Nullable Path html;

    @Option(names = "--compare", paramLabel = "OLD.json", description = "Show what changed since.")
    private @Nullable Path compare;

    @Option(names = "--markdown", description = "Print all tables in Markdown.")
    private boolean markdown;

    @Option(
            names = "--into",
            paramLabel = "PAGE.md",
            description = "Put these tables where the page has its place for them, instead of those there.")
    private @Nullable Path into;

    ReportCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        Report report = files.stream().map(Report::read).reduce(Report::and).orElseThrow();
        Report old = compare == null ? null : Report.read(compare);
        if (into != null) Markdown.into(into, report);
        if (markdown) Markdown.of(report).forEach(output.out()::println);
        else Session.print(report, old, output);
        output.out().flush();
        if (html == null) return;
        try {
            Files.writeString(html, Page.of(report, old));
        } catch (IOException e) {
            throw new UserException("cannot write " + html + ": " + e, e);
        }
    }
}
