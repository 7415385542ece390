package dev.pirn.cli.progress;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.download.Download;
import dev.pirn.cli.download.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BarsTest {

    private static final String WIPED = "\r\033[J";

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();

    @Test
    void fewDownloadsHaveABarEachAndAreWipedAtTheEnd() {
        List<Download> downloads = downloads(2);
        try (Bars bars = bars(downloads)) {
            downloads.forEach(bars::started);
            bars.expects(downloads.getFirst(), 4000);
            bars.received(downloads.getFirst(), 3000);
            bars.finished(new Outcome.Failed("http://h/1", "404 Not Found"));
        }
        String text = drawn.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("file-0"), text);
        assertTrue(text.contains("3/4 kB"), text);
        assertTrue(text.contains("1/2 files"), text);
        assertTrue(text.contains("3 kB, "), text);
        assertTrue(text.endsWith("\033[3A" + WIPED), text);
    }

    @Test
    void manyDownloadsShareOneBar() {
        List<Download> downloads = downloads(100);
        try (Bars bars = bars(downloads)) {
            bars.started(downloads.getFirst());
            bars.received(downloads.getFirst(), 3000);
        }
        String text = drawn.toString(StandardCharsets.UTF_8);
        assertFalse(text.contains("file-0"), text);
        assertTrue(text.contains("0/100 files"), text);
        assertTrue(text.endsWith("\033[1A" + WIPED), text);
    }

    private Bars bars(List<Download> downloads) {
        PrintStream terminal = new PrintStream(drawn, true, StandardCharsets.UTF_8);
        return new Bars(terminal, 80, "all", downloads, downloads.size(), () -> 1_000_000_000L);
    }

    private static List<Download> downloads(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Download(URI.create("http://h/" + i), Path.of("file-" + i)))
                .toList();
    }
}
