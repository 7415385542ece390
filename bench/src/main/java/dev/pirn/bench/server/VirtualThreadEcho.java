package dev.pirn.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * An echo server on blocking sockets, a virtual thread for each connection, on the JDK's scheduler. Usage: {@code
 * PORT}.
 */
public final class VirtualThreadEcho {

    private static final int BACKLOG = 4096;
    private static final int BUFFER_BYTES = 16 * 1024;

    private VirtualThreadEcho() {}

    /**
     * Serves until it is killed.
     *
     * @param args as the class says
     * @throws IOException if it cannot listen
     */
    public static void main(String[] args) throws IOException {
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(args[0]), BACKLOG, InetAddress.ofLiteral("127.0.0.1"))) {
            System.out.println("ready");
            while (true) {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> echo(socket));
            }
        }
    }

    private static void echo(Socket socket) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) out.write(buffer, 0, got);
        } catch (IOException e) {
            System.Logger log = System.getLogger("dev.pirn.bench");
            log.log(System.Logger.Level.DEBUG, "a client went away", e); // as it likes
        }
    }
}
