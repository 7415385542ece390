package dev.pirn.cli.demo;

import dev.pirn.net.TcpStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP request without a body, as far as the picture server needs it.
 *
 * @param method for example GET
 * @param path the path, as it was sent
 * @param keepsAlive whether the client wants to send another request on this connection
 */
record Request(String method, String path, boolean keepsAlive) {

    private static final int MAX_HEADERS = 100;

    /** {@return the next request, or null if the client has closed the connection} Suspends until it is here. */
    static @Nullable Request read(TcpStream connection) throws IOException {
        String first = connection.readLine();
        if (first == null) return null;
        String[] parts = first.split(" ", -1);
        if (parts.length != 3) throw new ProtocolException("not a request: " + first);

        boolean keepsAlive = parts[2].equals("HTTP/1.1");
        for (int i = 0; i < MAX_HEADERS; i++) {
            String header = connection.readLine();
            if (header == null) throw new EOFException("the request ends in its head");
            if (header.isEmpty()) return new Request(parts[0], parts[1], keepsAlive);
            if (header.toLowerCase(Locale.ROOT).replace(" ", "").equals("connection:close")) keepsAlive = false;
        }
        throw new ProtocolException("more than " + MAX_HEADERS + " headers");
    }
}
