package dev.pirn.tck.scheduling;

import dev.pirn.Loop;
import dev.pirn.Pirn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A program whose name lookup hangs: the JVM's resolver reads its hosts from a pipe without a writer, until the stall
 * was reported. Prints the report.
 */
final class LookupProbe {

    private LookupProbe() {}

    public static void main(String[] args) {
        Path pipe = Path.of(args[0]);
        StallReport report = new StallReport("looksUp", () -> answer(pipe));
        String warning = report.warningOf(() -> Pirn.run(() -> looksUp()));
        System.out.println(report.stall().reason() + ": " + warning);
    }

    private static void looksUp() throws IOException {
        InetAddress found = InetAddress.getByName("pirn.test");
        System.out.println(Loop.current().backend() + " found " + found.getHostAddress());
    }

    private static void answer(Path pipe) {
        try {
            Files.writeString(pipe, "127.0.0.9 pirn.test\n", StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
