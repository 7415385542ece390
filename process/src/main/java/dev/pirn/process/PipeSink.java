package dev.pirn.process;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The writing end of a pipe. */
final class PipeSink extends PipeEnd implements IoSink {

    private boolean broken;
    private @Nullable Runnable whenBroken;

    PipeSink(Loop loop, Poller poller, int descriptor) {
        super(loop, poller, descriptor);
    }

    @Override
    public int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException {
        int descriptor = openDescriptor();
        int written = 0;
        for (int i = offset; i < offset + count; i++) {
            ByteBuffer source = sources[i];
            if (!source.hasRemaining()) continue;
            int result = libc.write(descriptor, source);
            if (result > 0) written += result;
            if (result < 0 && written == 0) return refused(-result, done);
            if (source.hasRemaining()) break;
        }
        return written;
    }

    private int refused(int errno, Completion done) throws IOException {
        if (errno == Libc.EAGAIN) return await(done, Libc.EPOLLOUT);
        if (errno == Libc.EPIPE) foundBroken();
        throw new IOException(Libc.describe(errno));
    }

    /** Calls back once when no process can read any more: without writing anything. */
    void whenBroken(Runnable callback) throws IOException {
        whenBroken = callback;
        if (broken || isClosed()) foundBroken();
        else if (!isAwaited()) arm(0);
    }

    @Override
    void ready(int events) {
        if ((events & Libc.EPOLLERR) != 0) foundBroken();
        super.ready(events);
        if (whenBroken == null || isClosed() || isAwaited()) return;
        try {
            arm(0); // the poller notifies once
        } catch (IOException _) {
            foundBroken(); // no event would come
        }
    }

    private void foundBroken() {
        broken = true;
        Runnable callback = whenBroken;
        whenBroken = null;
        if (callback != null) callback.run();
    }

    @Override
    public void shutdownOutput() {
        close(false);
    }

    @Override
    public void close(boolean abort) {
        super.close(abort);
        foundBroken(); // by ourselves: no waiter may hang
    }
}
