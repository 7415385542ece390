package dev.pirn.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Counts the descriptors of this process, for tests of what leaves none behind. */
public final class OpenDescriptors {

    private static final Path DIRECTORY = Path.of("/dev/fd");

    private OpenDescriptors() {}

    /**
     * {@return how many are open} Those of {@code /proc} are left out: the watchdog opens one for a moment to see
     * whether a loop got a processor. A test is skipped where the system does not list descriptors.
     *
     * @throws IOException if they cannot be listed
     */
    public static int count() throws IOException {
        assumeTrue(Files.isDirectory(DIRECTORY), "SKIPPED: this system does not list descriptors");
        int count = 0;
        try (Stream<Path> entries = Files.list(DIRECTORY)) {
            for (Path entry : entries.toList()) if (counts(entry)) count++;
        }
        return count;
    }

    private static boolean counts(Path entry) throws IOException {
        try {
            return !Files.readSymbolicLink(entry).startsWith("/proc");
        } catch (NotLinkException e) {
            return true; // not Linux
        } catch (NoSuchFileException e) {
            return false; // closed meanwhile
        }
    }
}
