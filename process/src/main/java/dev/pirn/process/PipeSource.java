package dev.pirn.process;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The reading end of a pipe. It gives its descriptor back as soon as it has ended. */
final class PipeSource extends PipeEnd implements IoSource {

    private boolean ended;

    PipeSource(Loop loop, Poller poller, int descriptor) {
        super(loop, poller, descriptor);
    }

    @Override
    public int read(ByteBuffer target, Completion done) throws IOException {
        if (ended) return IoDriver.EOF;
        int count = libc.read(openDescriptor(), target);
        if (count > 0) return count;
        if (count == -Libc.EAGAIN) return await(done, Libc.EPOLLIN);
        if (count < 0) throw new IOException(Libc.describe(-count));
        ended = true;
        close(false);
        return IoDriver.EOF;
    }
}
