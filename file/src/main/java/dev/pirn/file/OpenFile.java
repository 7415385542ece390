package dev.pirn.file;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Parker;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoFile;
import dev.pirn.spi.IoFiles;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A file that some backend has opened, and the operations under way on it, which a close ends. */
final class OpenFile {

    @FunctionalInterface
    interface Start {

        /** {@return its result, or {@link IoDriver#PENDING} if that comes later} */
        int on(IoFile file, Completion done) throws IOException;
    }

    /** What stands in a decoded name for bytes that are none in the system's encoding. */
    private static final char REPLACEMENT = '\uFFFD';

    private final Loop loop;
    private final Path path;
    private final IoFile file;
    private final Set<FileOperation> pending = new LinkedHashSet<>();
    private final Parker closer = new Parker();
    private boolean closing;

    private OpenFile(Loop loop, Path path, IoFile file) {
        this.loop = loop;
        this.path = path;
        this.file = file;
    }

    static OpenFile open(Loop loop, Path path, OpenMode mode) throws IOException {
        IoFiles files = files(loop, path, mode);
        while (true) {
            Async.checkpoint();
            FileOperation opening = new FileOperation("open", path);
            IoFile file = files.open(path, mode.options(), opening);
            OpenFile opened = new OpenFile(loop, path, file);
            try {
                if (opening.await(file) >= 0) return opened;
            } finally {
                if (!opening.hasEnded()) opened.closeOnceOpen(opening); // the coroutine could not be suspended
            }
        }
    }

    /** The driver's own way, for names that the system knows and that survived being decoded. */
    private static IoFiles files(Loop loop, Path path, OpenMode mode) {
        IoFiles own = loop.driver().files();
        boolean isPlain = path.getFileSystem() == FileSystems.getDefault()
                && path.toString().indexOf(REPLACEMENT) < 0
                && !mode.options().contains(StandardOpenOption.DELETE_ON_CLOSE); // which the JDK does, not the system
        return own != null && isPlain ? own : PoolFiles.OF.get(loop);
    }

    private void closeOnceOpen(FileOperation opening) {
        opening.onEnd(() -> {
            if (opening.hasSucceeded()) loop.execute(this::closeUnused);
        });
    }

    /** Closes a file that has no user, or that is no longer reachable. On the loop; does not wait. */
    void closeUnused() {
        try {
            file.close(new FileOperation("close", path));
        } catch (IOException e) {
            loop.report("closing an unused file failed", e, null);
        }
    }

    /** Does an operation, named for dumps. Cancelled it has not happened, or has ended and its result is answered. */
    int perform(String what, Start start) throws IOException {
        while (true) {
            int result = performOnce(what, start);
            if (result != IoDriver.CANCELLED) return result;
            Async.checkpoint();
            if (closing) throw new AsynchronousCloseException();
        }
    }

    private int performOnce(String what, Start start) throws IOException {
        FileOperation operation = new FileOperation(what, path);
        int result = start.on(file, operation);
        if (result != IoDriver.PENDING) return result;
        pending.add(operation);
        operation.onEnd(() -> ended(operation));
        return operation.await(file);
    }

    private void ended(FileOperation operation) {
        pending.remove(operation);
        if (pending.isEmpty()) closer.unpark();
    }

    /** Ends what is under way and closes, whether cancelled or not. */
    void close() throws IOException {
        closing = true;
        List.copyOf(pending).forEach(file::cancel);
        while (!pending.isEmpty()) closer.parkShielded(() -> FileOperation.purpose("close", path));
        FileOperation end = new FileOperation("close", path);
        if (file.close(end) == IoDriver.PENDING) end.awaitShielded();
    }
}
