package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pirn.TaskLocal;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.ListenOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.Transport;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Task-local values in the callbacks of protocols: those of the caller of {@link Tcp}. */
class TransportContextTck {

    private static final TaskLocal<String> USER = TaskLocal.withDefault("guest");
    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest(io = true)
    void case092_everyCallbackSeesTheValuesOfWhoConnectedOrListened(LoopCase loops) {
        ListenOptions listening = ListenOptions.on(Pair.LOOPBACK, 0).with(StandardSocketOptions.SO_RCVBUF, 4096);
        ConnectOptions connecting = ConnectOptions.DEFAULT.with(StandardSocketOptions.SO_SNDBUF, 4096);
        Set<String> seenByServer = new TreeSet<>();
        Set<String> seenByClient = new TreeSet<>();
        loops.runVirtual(() -> {
            USER.set("server");
            TcpServer server = Tcp.listen(listening, () -> new Watching(seenByServer));
            USER.set("client");
            InetSocketAddress address = server.addresses().getFirst();
            Watching client = Tcp.connect(address, connecting, () -> new Watching(seenByClient));
            USER.set("another user");
            sleep(HOUR); // the server does not read yet
            client.transport().setWriteLimits(0, 0);
            while (client.transport().writeBufferSize() == 0) {
                client.transport().write(new byte[500]);
            }
            sleep(HOUR);
            client.transport().close();
            client.awaitLost();
            server.close();
            server.waitClosed();
        });
        assertEquals(Set.of("factory server", "made server", "data server", "eof server", "lost server"), seenByServer);
        assertEquals(Set.of("factory client", "made client", "resume client", "lost client"), seenByClient);
    }

    /** Notes in whose name each call is made, but of pauseWriting, which is a part of the write that causes it. */
    private static final class Watching extends Recorder {

        private final Set<String> seen;

        Watching(Set<String> seen) {
            this.seen = seen;
            see("factory");
        }

        private void see(String call) {
            seen.add(call + " " + USER.get());
        }

        @Override
        public void connectionMade(Transport made) {
            super.connectionMade(made);
            see("made");
            if (USER.get().equals("server")) {
                made.pauseReading();
                made.loop().callLater(HOUR.plusMinutes(30), made::resumeReading);
            }
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            super.dataReceived(data);
            see("data");
        }

        @Override
        public boolean eofReceived() {
            see("eof");
            return super.eofReceived();
        }

        @Override
        public void connectionLost(@Nullable IOException why) {
            super.connectionLost(why);
            see("lost");
        }

        @Override
        public void resumeWriting() {
            super.resumeWriting();
            see("resume");
        }
    }

    @LoopTest(io = true)
    void aHandlerInheritsTheValuesOfWhoListened(LoopCase loops) {
        loops.run(() -> {
            USER.set("server");
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, stream -> {
                stream.write(USER.get() + "\n");
                USER.set("changed by a handler");
            });
            USER.set("client");
            for (String expected : List.of("server", "server")) {
                try (var stream = Tcp.connect(Pair.LOOPBACK, server.port())) {
                    assertEquals(expected, stream.readLine());
                }
            }
            server.close();
            server.waitClosed();
            assertEquals("client", USER.get());
        });
    }
}
