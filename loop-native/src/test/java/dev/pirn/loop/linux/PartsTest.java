package dev.pirn.loop.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A failure in the middle of building something leaves nothing open, whatever it is. */
class PartsTest {

    @BeforeAll
    static void needsEpoll() {
        assumeTrue(Epoll.isAvailable(), "epoll does not work here");
    }

    @Test
    void aHandleThatCannotBeMadeLeavesNoSocket() throws IOException {
        List<Throwable> failures = List.of(new OutOfMemoryError("test"), new IllegalStateException("test"));
        for (Throwable failure : failures) {
            LinuxSocket socket = Sockets.open(StandardProtocolFamily.INET);
            Throwable thrown = assertThrows(
                    Throwable.class,
                    () -> Parts.handleOf(socket, () -> {
                        if (failure instanceof Error error) throw error;
                        throw (RuntimeException) failure;
                    }));
            assertSame(failure, thrown);
            assertFalse(socket.isOpen());
        }
    }

    @Test
    void aDriverThatCannotBeMadeLeavesNoPart() throws IOException {
        int[] closed = {0};
        assertThrows(
                OutOfMemoryError.class,
                () -> Parts.makeOf(
                        () -> closed[0]++,
                        () -> Parts.makeOf(() -> closed[0]++, () -> {
                            throw new OutOfMemoryError("test");
                        })));
        assertEquals(2, closed[0]);
    }
}
