package dev.pirn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server whose answers the test writes, byte by byte if it must be; plain JDK, nothing of Pirn. */
final class OddServer implements AutoCloseable {

    /** Answers one request; the connection is closed afterwards. */
    interface Answer {
        void write(String path, OutputStream to) throws Exception;
    }

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Answer answer;

    OddServer(Answer answer) throws IOException {
        this.answer = answer;
        this.listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/" + path;
    }

    /** An answer as it is written: status line and headers, lines separated by LF, then the body. */
    static void send(OutputStream to, String head, byte[] body) throws IOException {
        to.write((head.replace("\n", "\r\n") + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        to.write(body);
        to.flush();
    }

    /** An answer with this body, of which only the first bytes are sent. */
    static void send(OutputStream to, int status, byte[] body, int sent) throws IOException {
        String head = "HTTP/1.1 " + status + " x\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        to.write(head.getBytes(StandardCharsets.US_ASCII));
        to.write(body, 0, sent);
        to.flush();
    }

    static void send(OutputStream to, int status, byte[] body) throws IOException {
        send(to, status, body, body.length);
    }

    static void redirect(OutputStream to, String location) throws IOException {
        String head = "HTTP/1.1 302 x\r\nLocation: " + location + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        to.write(head.getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String first = in.readLine();
            if (first == null) return;
            for (String line = first; line != null && !line.isEmpty(); line = in.readLine()) {}
            answer.write(first.split(" ", -1)[1].substring(1), socket.getOutputStream());
        } catch (Exception e) {
            // the client went away, or the test is over
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) socket.close();
        threads.shutdownNow();
    }
}
