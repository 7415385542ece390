package dev.pirn.bench.server;

import dev.pirn.Runner;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An echo server on Pirn, watched as {@link Watchers} says. Usage: {@code PORT LOOP protocol|streams}. */
public final class PirnEcho {

    private static final String HOST = "127.0.0.1";
    private static final int BUFFER_BYTES = 16 * 1024;

    private PirnEcho() {}

    /** How the server is written. */
    public enum Style {
        /** Callbacks on the loop thread. */
        PROTOCOL,
        /** A coroutine for each connection. */
        STREAMS
    }

    /**
     * Serves until it is killed.
     *
     * @param args as the class says
     * @throws IOException if a console cannot listen
     */
    public static void main(String[] args) throws IOException {
        Style style = args[2].equals("protocol") ? Style.PROTOCOL : Style.STREAMS;
        try (Runner runner = Runner.builder().loop(args[1]).build()) {
            String more = Watchers.begin(runner.loop());
            runner.run(() -> {
                TcpServer server = listen(Integer.parseInt(args[0]), style);
                System.out.println("ready " + more);
                server.serveForever();
            });
        }
    }

    /**
     * Listens, in a coroutine.
     *
     * @param port where, on 127.0.0.1; zero for a free one
     * @param style how
     * @return the server, which accepts from now on
     * @throws IOException if the port is taken
     */
    public static TcpServer listen(int port, Style style) throws IOException {
        return style == Style.PROTOCOL
                ? Tcp.listen(HOST, port, EchoProtocol::new)
                : Tcp.listen(HOST, port, PirnEcho::echo);
    }

    /** One buffer a connection: echoing allocates nothing. */
    private static void echo(TcpStream stream) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
        } catch (IOException e) {
            stream.abort(); // a benchmark's client may end as it likes
        }
    }
}
