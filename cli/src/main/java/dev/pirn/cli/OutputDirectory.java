package dev.pirn.cli;

import dev.pirn.cli.download.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory that a command fills. */
final class OutputDirectory {

    private OutputDirectory() {}

    /** Makes sure that it is there and takes files, so that a mistake shows before the first byte is fetched. */
    static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, ".pirn", ".probe"));
        } catch (IOException e) {
            throw new UserException("cannot write to directory " + directory + ": " + Reasons.ofFile(e), e);
        }
    }
}
