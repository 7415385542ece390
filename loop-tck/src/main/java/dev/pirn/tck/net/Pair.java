package dev.pirn.tck.net;

import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.ListenOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Both ends of one connection, for a test body that runs in a coroutine of the current loop. */
final class Pair {

    /** As little as the system allows, so that a peer which does not read is soon noticed. */
    private static final int TIGHT = 4096;

    static final String LOOPBACK = "127.0.0.1";
    static final InetAddress ADDRESS = InetAddress.ofLiteral(LOOPBACK);

    private Pair() {}

    /** What a test does with them; they are aborted afterwards. */
    @FunctionalInterface
    interface Use {

        void with(TcpStream near, TcpStream far) throws Exception;
    }

    /** Connects two ends with the system's usual buffers. */
    static void connected(Use test) throws Exception {
        connected(ListenOptions.on(LOOPBACK, 0), ConnectOptions.DEFAULT, test);
    }

    /** Connects two ends between which the system keeps only a few KiB. */
    static void tight(Use test) throws Exception {
        ListenOptions listening = ListenOptions.on(LOOPBACK, 0)
                .with(StandardSocketOptions.SO_RCVBUF, TIGHT)
                .withAccepted(StandardSocketOptions.SO_SNDBUF, TIGHT);
        ConnectOptions connecting = ConnectOptions.DEFAULT
                .with(StandardSocketOptions.SO_SNDBUF, TIGHT)
                .with(StandardSocketOptions.SO_RCVBUF, TIGHT);
        connected(listening, connecting, test);
    }

    /**
     * Writes until the system takes no more, and some bytes on top. For tests in virtual time whose peer does not read.
     *
     * @return all that was written
     */
    static byte[] fill(TcpStream stream) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        boolean full = false;
        while (!full) {
            writeTo(stream, 2_000, written);
            CancelScope patience = CancelScope.ofTimeout(Duration.ofHours(1));
            patience.run(stream::flush);
            full = patience.cancelCaught();
        }
        writeTo(stream, 8_000, written); // the system may still take a little of what it first refused
        return written.toByteArray();
    }

    private static void writeTo(TcpStream stream, int count, ByteArrayOutputStream written) throws IOException {
        byte[] bytes = Data.random(count, written.size());
        stream.write(bytes);
        written.writeBytes(bytes);
    }

    private static void connected(ListenOptions listening, ConnectOptions connecting, Use test) throws Exception {
        Loop loop = Loop.current();
        Promise<TcpStream> accepted = loop.promise();
        Promise<@Nullable Void> over = loop.promise();
        TcpServer server = Tcp.listen(listening, stream -> {
            accepted.complete(stream);
            over.await();
        });
        TcpStream near = Tcp.connect(server.addresses().getFirst(), connecting);
        TcpStream far = accepted.await();
        try {
            test.with(near, far);
        } finally {
            near.abort();
            far.abort();
            over.complete(null);
            server.close();
            server.waitClosed();
        }
    }
}
