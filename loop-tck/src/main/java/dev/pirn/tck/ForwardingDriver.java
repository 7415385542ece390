package dev.pirn.tck;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoFiles;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A driver that hands everything on to another one, for those that change or watch a part of it. To be extended. */
public abstract class ForwardingDriver implements IoDriver {

    /** The driver that does the work. */
    protected final IoDriver driver;

    /**
     * Wraps a driver.
     *
     * @param driver the real driver, owned by this one from now on
     */
    protected ForwardingDriver(IoDriver driver) {
        this.driver = driver;
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        return driver.open(family);
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        return driver.listen(local, backlog, options);
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        return driver.poll(timeoutNanos);
    }

    @Override
    public void wakeup() {
        driver.wakeup();
    }

    @Override
    public boolean pinsBuffers() {
        return driver.pinsBuffers();
    }

    @Override
    public @Nullable IoFiles files() {
        return driver.files();
    }

    @Override
    public int openCount() {
        return driver.openCount();
    }

    @Override
    public int pendingCount() {
        return driver.pendingCount();
    }

    @Override
    public void close() {
        driver.close();
    }
}
