package dev.pirn.tck.net;

import dev.pirn.net.Protocol;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Echo servers of every kind: with every way of reading and writing a stream, and on the callback layer. */
final class SoakServer {

    private final List<TcpServer> servers = new ArrayList<>();

    void start() throws IOException {
        servers.add(Tcp.listen(Pair.LOOPBACK, 0, stream -> serve(stream, SoakServer::echoBuffers)));
        servers.add(Tcp.listen(Pair.LOOPBACK, 0, stream -> serve(stream, SoakServer::echoArrays)));
        servers.add(Tcp.listen(Pair.LOOPBACK, 0, EchoProtocol::new));
    }

    List<InetSocketAddress> addresses() {
        return servers.stream().map(server -> server.addresses().getFirst()).toList();
    }

    void stop() {
        servers.forEach(TcpServer::close);
        servers.forEach(TcpServer::waitClosed);
    }

    @FunctionalInterface
    private interface Echo {

        void on(TcpStream stream) throws IOException;
    }

    /** The clients of a soak abort and reset as they like: that is no failure of a server. */
    private static void serve(TcpStream stream, Echo echo) {
        try (stream) {
            echo.on(stream);
        } catch (IOException _) {
            stream.abort();
        }
    }

    private static void echoBuffers(TcpStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(40_000);
        while (stream.read(buffer.clear()) >= 0) {
            stream.write(buffer.flip());
        }
    }

    private static void echoArrays(TcpStream stream) throws IOException {
        for (byte[] bytes = stream.read(10_000); bytes.length > 0; bytes = stream.read(10_000)) {
            stream.write(ByteBuffer.wrap(bytes, 0, bytes.length / 2), Data.direct(tail(bytes, bytes.length / 2)));
        }
        stream.shutdownOutput();
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static final class EchoProtocol implements Protocol {

        private @Nullable Transport transport;

        private Transport transport() {
            return Objects.requireNonNull(transport);
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            transport().write(data);
        }

        @Override
        public void pauseWriting() {
            transport().pauseReading();
        }

        @Override
        public void resumeWriting() {
            transport().resumeReading();
        }
    }
}
