package dev.pirn.file;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file channel whose calls other threads make. */
final class PoolFile implements IoFile {

    private final PoolFiles files;
    private final boolean appends;
    private final PoolOpening opening;
    private final IdentityHashMap<Completion, PoolOperation> pending = new IdentityHashMap<>();
    private @Nullable FileChannel channel;

    PoolFile(PoolFiles files, Path path, Set<? extends OpenOption> options, Completion done) {
        this.files = files;
        this.appends = options.contains(StandardOpenOption.APPEND);
        this.opening = new PoolOpening(files, path, options, this::opened, done);
    }

    void open() {
        opening.start();
    }

    private void opened(FileChannel made) {
        channel = made;
        files.opened(this);
    }

    private FileChannel channel() {
        assert channel != null; // no call comes before it is open
        return channel;
    }

    private interface Act {

        void run() throws IOException;
    }

    private static PoolOperation.Work act(Act act) {
        return () -> {
            act.run();
            return 0;
        };
    }

    private int start(PoolOperation.Work work, Completion done) {
        PoolOperation operation = new PoolOperation(work, () -> pending.remove(done), done);
        pending.put(done, operation);
        files.start(operation);
        return IoDriver.PENDING;
    }

    @Override
    public int read(ByteBuffer target, long position, Completion done) {
        FileChannel from = channel();
        return start(() -> from.read(target, position), done);
    }

    @Override
    public int write(ByteBuffer source, long position, Completion done) {
        FileChannel to = channel();
        return start(() -> appends ? to.write(source) : to.write(source, position), done);
    }

    @Override
    public int size(long[] answer, Completion done) {
        FileChannel of = channel();
        return start(act(() -> answer[0] = of.size()), done);
    }

    @Override
    public int truncate(long size, Completion done) {
        FileChannel cut = channel();
        return start(act(() -> cut.truncate(size)), done);
    }

    @Override
    public int sync(boolean metadata, Completion done) {
        FileChannel forced = channel();
        return start(act(() -> forced.force(metadata)), done);
    }

    @Override
    public void cancel(Completion done) {
        PoolOperation operation = pending.get(done);
        if (operation != null) operation.cancel();
        else if (channel == null) opening.cancel();
    }

    @Override
    public int close(Completion done) {
        FileChannel closed = channel();
        files.closed(this);
        files.start(new PoolOperation(act(closed::close), () -> {}, done));
        return IoDriver.PENDING;
    }

    /** With the loop, which waits. */
    void closeNow() {
        try {
            channel().close();
        } catch (IOException e) {
            files.loop().report("closing a file with its loop failed", e, null);
        }
    }
}
