package dev.pirn.tck.scheduling;

import dev.pirn.Pirn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A program whose first user of a blocking socket is a coroutine. When its loop is gone, sockets must still work for
 * other virtual threads. See rule 4 of {@link CoroutinesTck}.
 */
final class SocketProbe {

    private SocketProbe() {}

    public static void main(String[] args) throws Exception {
        Pirn.run(SocketProbe::exchange);
        FutureTask<Integer> later = new FutureTask<>(SocketProbe::exchange);
        Thread.ofVirtual().start(later);
        if (later.get(20, TimeUnit.SECONDS) != 42) {
            throw new IllegalStateException("wrong byte");
        }
    }

    /** Reads a byte that comes when the reader is already waiting for it. */
    private static int exchange() throws IOException, InterruptedException {
        Thread reader = Thread.currentThread();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            Thread writer = Thread.ofPlatform().start(() -> writeWhenWaiting(reader, peer));
            int read = client.getInputStream().read();
            writer.join(Duration.ofSeconds(10));
            return read;
        }
    }

    private static void writeWhenWaiting(Thread reader, Socket peer) {
        while (reader.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        try {
            peer.getOutputStream().write(42);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
