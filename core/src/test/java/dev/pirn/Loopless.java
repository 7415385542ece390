package dev.pirn;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A driver without sockets, for tests of the scheduler alone. */
public final class Loopless implements IoDriver {

    private final Semaphore wakeUps = new Semaphore(0);

    private Loopless() {}

    /** A loop on such a driver, with ordinary settings. */
    static RunLoop loop() {
        return (RunLoop) runner().loop();
    }

    /** A runner of such a loop. */
    public static Runner runner() {
        return Runner.builder().driver(new Loopless()).cancelOnSigint(false).build();
    }

    @Override
    public int poll(long timeoutNanos) {
        try {
            if (timeoutNanos < 0) wakeUps.acquire();
            else if (timeoutNanos > 0 && !wakeUps.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        wakeUps.drainPermits();
        return 0;
    }

    @Override
    public void wakeup() {
        wakeUps.release();
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        throw new IOException("no sockets here");
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        throw new IOException("no sockets here");
    }

    @Override
    public boolean pinsBuffers() {
        return false;
    }

    @Override
    public int openCount() {
        return 0;
    }

    @Override
    public int pendingCount() {
        return 0;
    }

    @Override
    public void close() {}
}
