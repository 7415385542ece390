package dev.pirn.attach;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer as it is sent: parts, each after a line with its length, the last one empty. Closing it ends the answer, not the connection. */
final class Parts extends OutputStream {

    private static final int MOST = 1 << 16;

    private final OutputStream connection;

    private Parts(OutputStream connection) {
        this.connection = connection;
    }

    static OutputStream of(OutputStream connection) {
        return new BufferedOutputStream(new Parts(connection), MOST);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single});
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) return; // would be the end
        sendLength(count);
        connection.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
        sendLength(0);
    }

    private void sendLength(int length) throws IOException {
        connection.write((length + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
