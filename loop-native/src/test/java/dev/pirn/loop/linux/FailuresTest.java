package dev.pirn.loop.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.spi.AddressUnavailableException;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which exception a number becomes; the table of connects is that of the JDK's channels. */
class FailuresTest {

    private static final int ENOENT = 2;
    private static final int EPIPE = 32;
    private static final int ENETUNREACH = 101;
    private static final int ECONNRESET = 104;
    private static final int LAST = 133;
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 9);

    @BeforeAll
    static void loadTheLibraryThatHasTheWords() {
        assumeTrue(Epoll.isAvailable(), "epoll does not work here");
    }

    @Test
    void aConnectionThatStoodIsBrokenAndWasNeverRefused() {
        for (int errno = 1; errno <= LAST; errno++) {
            IOException failure = Failures.ofTransfer(errno);
            assertSame(SocketException.class, failure.getClass());
            assertEquals(Failures.text(errno), failure.getMessage());
        }
    }

    @Test
    void aFileIsNoConnection() {
        for (int errno = 1; errno <= LAST; errno++) {
            assertSame(IOException.class, Failures.ofFile(errno).getClass());
        }
    }

    @Test
    void connectFailsAsTheJdkDoes() {
        assertConnect(Failures.ECONNREFUSED, ConnectException.class);
        assertConnect(Failures.ETIMEDOUT, ConnectException.class);
        assertConnect(Failures.ENOTCONN, ConnectException.class);
        assertConnect(Failures.EHOSTUNREACH, NoRouteToHostException.class);
        assertConnect(Failures.EADDRNOTAVAIL, BindException.class);
        assertConnect(Failures.EADDRINUSE, BindException.class);
        assertConnect(Failures.EACCES, BindException.class);
        assertConnect(Failures.EPROTO, ProtocolException.class);
        assertConnect(ENETUNREACH, SocketException.class);
        assertConnect(ECONNRESET, SocketException.class);
        assertConnect(EPIPE, SocketException.class);
        assertConnect(ENOENT, SocketException.class);
    }

    private static void assertConnect(int errno, Class<?> type) {
        IOException failure = Failures.naming("connect to", ADDRESS, errno);
        assertSame(type, failure.getClass());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("cannot connect to " + ADDRESS + ": "), message);
    }

    @Test
    void onlyAnAddressThatTheMachineLacksIsUnavailable() {
        assertTrue(binding(Failures.EADDRNOTAVAIL) instanceof AddressUnavailableException);
        assertTrue(binding(Failures.EAFNOSUPPORT) instanceof AddressUnavailableException);
        assertFalse(binding(Failures.EADDRINUSE) instanceof AddressUnavailableException);
        assertFalse(binding(Failures.EACCES) instanceof AddressUnavailableException);
        assertSame(BindException.class, binding(Failures.EADDRINUSE).getClass());
    }

    private static IOException binding(int errno) {
        return Failures.ofBinding("listen on", ADDRESS, errno);
    }
}
