package dev.pirn.process;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The writing end of a pipe of the JDK's; one piece is taken ahead of the thread that writes it. */
final class ThreadedSink extends ThreadedEnd implements IoSink {

    private final OutputStream stream;
    private final byte[] chunk = new byte[CHUNK]; // the thread's while it works, else the loop's
    private int length;

    ThreadedSink(Loop loop, OutputStream stream) {
        super(loop);
        this.stream = stream;
    }

    @Override
    public int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException {
        requireOpen();
        if (isWorking()) return await(done);
        length = 0;
        for (int i = offset; i < offset + count && length < CHUNK; i++) take(sources[i]);
        startWork();
        return length;
    }

    private void take(ByteBuffer source) {
        int taken = Math.min(source.remaining(), CHUNK - length);
        source.get(chunk, length, taken);
        length += taken;
    }

    @Override
    int work() throws IOException {
        stream.write(chunk, 0, length);
        stream.flush();
        return length;
    }

    @Override
    void worked(int count) {
        // what was taken is out
    }

    @Override
    public void shutdownOutput() {
        close(false);
    }

    @Override
    void closeStream() throws IOException {
        stream.close();
    }
}
