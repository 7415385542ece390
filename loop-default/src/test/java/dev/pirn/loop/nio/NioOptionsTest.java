package dev.pirn.loop.nio;

import static dev.pirn.loop.nio.Net.assertNames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.Test;

class NioOptionsTest extends NetTest {

    @Test
    void areSetOnTheSocket() throws IOException {
        try (Net.Connection connection = net.connection()) {
            connection.socket().setOption(StandardSocketOptions.TCP_NODELAY, true);
            assertEquals(true, connection.socket().getOption(StandardSocketOptions.TCP_NODELAY));
            assertNotNull(connection.socket().getOption(StandardSocketOptions.SO_RCVBUF));
        }
    }

    @Test
    void unknownOnesAreNamedInTheFailure() throws IOException {
        try (Net.Connection connection = net.connection()) {
            SocketOption<Boolean> foreign = StandardSocketOptions.IP_MULTICAST_LOOP;
            IOException set =
                    assertThrows(IOException.class, () -> connection.socket().setOption(foreign, true));
            IOException get =
                    assertThrows(IOException.class, () -> connection.socket().getOption(foreign));
            assertNames("IP_MULTICAST_LOOP", set);
            assertNames("IP_MULTICAST_LOOP", get);
        }
    }
}
