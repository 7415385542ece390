package dev.pirn.cli.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name whole, or not at all: it grows as {@code .name.part} beside its final place and is
 * moved there by {@link #commit}. Closing it before that deletes it.
 *
 * <p>Opening, moving and deleting happen on the calling thread: each is one short system call. Writing may happen on any
 * one thread at a time.
 */
final class PartFile implements Closeable {

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final Runnable onClose;
    private boolean committed;

    /**
     * Opens the part file, empty; what a killed run left there is overwritten.
     *
     * @param target the final name
     * @param onClose runs when the part file is not there any more
     * @throws IOException if it cannot be created
     */
    PartFile(Path target, Runnable onClose) throws IOException {
        this.target = target;
        this.onClose = onClose;
        this.part = partOf(target);
        this.channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** {@return where the bytes are until the commit} */
    static Path partOf(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".part");
    }

    /** {@return where the bytes are until the commit} */
    Path path() {
        return part;
    }

    /**
     * Writes all of the buffer at the end.
     *
     * @param bytes what to write
     * @throws IOException if the disk refuses, or the file was closed meanwhile
     */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /**
     * Gives the file its final name, in one step; a file of that name is replaced.
     *
     * @throws IOException if that is refused, for example because there is a directory of that name
     */
    void commit() throws IOException {
        channel.close();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        committed = true;
    }

    /** Closes the file, and deletes it unless it was committed. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (!committed) Files.deleteIfExists(part);
        } finally {
            onClose.run();
        }
    }
}
