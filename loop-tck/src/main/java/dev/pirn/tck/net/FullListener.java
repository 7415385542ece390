package dev.pirn.tck.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A listener whose queue is full: connecting to it neither succeeds nor fails. One for the whole JVM. */
final class FullListener {

    private static final int PATIENCE_MILLIS = 100;
    private static final int MOST_CONNECTIONS = 1_000;

    private static final FullListener ONLY = new FullListener();

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    private FullListener() {
        try {
            listener = new ServerSocket(0, 1, Pair.ADDRESS);
            fill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return its address} Takes some time when it is first asked for: not for coroutines. */
    static InetSocketAddress address() {
        return (InetSocketAddress) ONLY.listener.getLocalSocketAddress();
    }

    private void fill() throws IOException {
        while (waiting.size() < MOST_CONNECTIONS) {
            Socket socket = new Socket();
            try {
                socket.connect(listener.getLocalSocketAddress(), PATIENCE_MILLIS);
                waiting.add(socket);
            } catch (SocketTimeoutException _) {
                socket.close();
                return;
            }
        }
        throw new IOException("a queue of one takes " + MOST_CONNECTIONS + " connections");
    }
}
