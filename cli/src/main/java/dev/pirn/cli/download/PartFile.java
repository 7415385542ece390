package dev.pirn.cli.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A file that appears under its name whole, or not at all. It grows as {@code .name.X.part} beside its final place,
 * where X is random, and {@link #commit} moves it there. Closing it before that deletes it. Two runs that download one
 * file at the same time have a part file each: the last commit wins, and the file is whole either way.
 *
 * <p>Opening, moving and deleting happen on the calling thread: each is one short system call. Writing may happen on
 * any one thread at a time.
 */
final class PartFile implements Closeable {

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final Consumer<Path> onClose;
    private boolean committed;

    /**
     * Creates the part file, empty.
     *
     * @param target the final name
     * @param onClose is called with the part file's path when that file is not there any more
     * @throws IOException if it cannot be created
     */
    PartFile(Path target, Consumer<Path> onClose) throws IOException {
        this.target = target;
        this.onClose = onClose;
        this.part = partOf(target, ThreadLocalRandom.current().nextLong());
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static Path partOf(Path target, long number) {
        return target.resolveSibling(
                "." + target.getFileName() + "." + HexFormat.of().toHexDigits(number) + ".part");
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

    /**
     * Gives the file its final name, in one step, unless there is a file of that name.
     *
     * @throws FileAlreadyExistsException if there is one, for example because another run was faster
     * @throws IOException if that is refused for another reason
     */
    void commitIfAbsent() throws IOException {
        channel.close();
        try {
            Files.createLink(target, part); // a move that replaces nothing is not one step
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.move(part, target); // a file system without hard links
            committed = true;
        }
    }

    /** Closes the file, and deletes it unless it was committed. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (!committed) Files.deleteIfExists(part);
        } finally {
            onClose.accept(part);
        }
    }
}
