package dev.pirn.process;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The reading end of a pipe of the JDK's; one piece is read ahead. */
final class ThreadedSource extends ThreadedEnd implements IoSource {

    private final InputStream stream;
    private final byte[] chunk = new byte[CHUNK]; // the thread's while it works, else the loop's
    private int head;
    private int tail;
    private boolean ended;

    ThreadedSource(Loop loop, InputStream stream) {
        super(loop);
        this.stream = stream;
    }

    @Override
    public int read(ByteBuffer target, Completion done) throws IOException {
        if (head < tail) return take(target);
        if (ended) return IoDriver.EOF;
        requireOpen();
        int pending = await(done);
        if (!isWorking()) startWork();
        return pending;
    }

    private int take(ByteBuffer target) {
        int count = Math.min(tail - head, target.remaining());
        target.put(chunk, head, count);
        head += count;
        return count;
    }

    @Override
    int work() throws IOException {
        return stream.read(chunk);
    }

    @Override
    void worked(int count) {
        head = 0;
        tail = Math.max(0, count);
        ended = count < 0;
        if (ended) close(false);
    }

    @Override
    void closeStream() throws IOException {
        stream.close();
    }
}
