package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownTest {

    @TempDir
    private Path directory;

    private static Report micro() {
        return new Report(
                Map.of("java", "25", "command", "pirn bench micro"),
                List.of(
                        new Figure("micro", "go", "switch", "ns", 0, List.of(60.0)),
                        new Figure("micro", "pirn-epoll", "switch", "ns", 0, List.of(120.0, 130.0, 140.0)),
                        new Figure("micro", "pirn-epoll", "switch_alloc", "bytes", 0, List.of(0.25)),
                        new Figure("micro", "pirn-epoll", "lock", "ns", 0, List.of(9.5))),
                List.of(new Missing("node", "there is no node", "apt-get install nodejs")));
    }

    private static Report others() {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("micro", "go", "switch", "ns", 0, List.of(99.0)));
        figures.add(new Figure("echo", "pirn-epoll-protocol", "rate", "/s", 0, List.of(97_000.0)));
        figures.add(new Figure("echo", "c-epoll", "rate", "/s", 0, List.of(100_000.0)));
        figures.add(new Figure("echo", "tokio", "rate", "/s", 0, List.of(96_000.0)));
        for (int size : new int[] {1, 100, 1000, 10_000})
            figures.add(new Figure("growth", "pirn-epoll", "switch_among_parked", "ns", size, List.of(120.0)));
        return new Report(Map.of("java", "26", "command", "pirn bench echo"), figures, List.of());
    }

    private Path written(String name, Report report) throws IOException {
        return Files.writeString(directory.resolve(name), report.toJson());
    }

    @Test
    void everySubjectIsAColumnAndPirnIsTheFirst() {
        List<String> lines = Markdown.of(micro());
        assertTrue(lines.contains("|  | pirn-epoll | go |"), lines.toString());
        assertTrue(lines.contains("|---|---:|---:|"), lines.toString());
        assertTrue(lines.contains("| switch, ns | 130 | 60.0 |"), lines.toString());
        assertTrue(lines.contains("| switch_alloc, bytes | 0.25 |"), lines.toString());
        assertTrue(lines.contains("| lock, ns | 9.50 |"), lines.toString());
        assertTrue(
                lines.contains("| await switch, same loop | ≤ 160 ns | 130 ns | go 60.0 ns | met |"), lines.toString());
        assertFalse(lines.contains("### Echo servers"), lines.toString());
    }

    @Test
    void filesAddUpAndTheFirstHasTheSay() throws IOException {
        Cli pirn = Cli.run(
                "bench", "report", written("micro.json", micro()), written("others.json", others()), "--markdown");
        assertEquals(0, pirn.exitCode(), pirn.err());
        List<String> lines = pirn.out().lines().toList();
        assertTrue(lines.contains("| switch, ns | 130 | 60.0 |"), pirn.out());
        assertTrue(lines.contains("*java: 25.*"), pirn.out());
        assertTrue(
                lines.contains("| echo, pirn-epoll-protocol | ≥ 0.97 × c-epoll | 0.97 × | c-epoll 1.00 × | met |"),
                pirn.out());
        assertTrue(
                lines.contains(
                        "| pirn-epoll | switch_among_parked | ns | 120 at 1; 120 at 100; 120 at 1,000; 120 at 10,000 |"
                                + " 0.000 |"),
                pirn.out());
    }

    /** Three points lie near some power law whatever they are. */
    @Test
    void aLawNeedsFourSizes() {
        List<Figure> figures = new ArrayList<>(others().figures());
        figures.removeIf(figure -> figure.suite().equals("growth") && figure.at() == 100);
        String text = String.join("\n", Markdown.of(new Report(Map.of(), figures, List.of())));
        assertFalse(text.contains("How costs grow"), text);
        assertTrue(String.join("\n", Markdown.of(others())).contains("### How costs grow"));
    }

    @Test
    void growthGetsIntoThePageToo() throws IOException {
        Path page = directory.resolve("page.md");
        Files.writeString(page, Markdown.BEGIN + "\n" + Markdown.END + "\n");
        Path others = written("growth.json", others());
        Cli pirn = Cli.run("bench", "report", written("micro.json", micro()), others, "--into", page);
        assertEquals(0, pirn.exitCode(), pirn.err());
        String text = Files.readString(page);
        assertTrue(text.contains("### How costs grow") && text.contains("| switch_among_parked |"), text);
    }

    @Test
    void thePageGetsThemWhereItsPlaceIs() throws IOException {
        Path page = directory.resolve("page.md");
        Files.writeString(page, "before\n" + Markdown.BEGIN + "\nold\n" + Markdown.END + "\nafter\n");
        Path json = written("micro.json", micro());
        for (int times = 0; times < 2; times++)
            assertEquals(0, Cli.run("bench", "report", json, "--into", page).exitCode());
        String text = Files.readString(page);
        assertTrue(text.startsWith("before\n" + Markdown.BEGIN + "\n\n*java: 25.*\n"), text);
        assertTrue(text.endsWith("\n\n" + Markdown.END + "\nafter\n"), text);
        assertFalse(text.contains("old"), text);
        assertEquals(1, text.lines().filter("### Coroutines"::equals).count(), text);
    }

    @Test
    void aPageWithoutAPlaceStaysAsItIs() throws IOException {
        Path page = Files.writeString(directory.resolve("page.md"), "nothing\n");
        Cli pirn = Cli.run("bench", "report", written("micro.json", micro()), "--into", page);
        assertEquals(1, pirn.exitCode(), pirn.err());
        assertTrue(pirn.err().contains(page + " has no place for figures"), pirn.err());
        assertEquals("nothing\n", Files.readString(page));
    }

    /** The page that the figures are for has its place. */
    @Test
    void theDocumentationHasAPlace() throws IOException {
        String text = Files.readString(Path.of("../docs/performance.md"));
        assertTrue(text.indexOf(Markdown.BEGIN) > 0 && text.indexOf(Markdown.END) > text.indexOf(Markdown.BEGIN));
    }
}
