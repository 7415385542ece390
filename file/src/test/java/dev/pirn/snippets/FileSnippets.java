package dev.pirn.snippets;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.pirn.file.AsyncFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The example of the documentation of files, so that it compiles. */
final class FileSnippets {

    void file() throws IOException {
        // @start region="file"
        try (AsyncFile file = AsyncFile.open(Path.of("weft.bin"), READ, WRITE)) {
            ByteBuffer record = ByteBuffer.allocate(512);
            file.readFully(record, 7 * 512);
            file.write(record.flip(), 8 * 512);
        }
        // @end
    }
}
