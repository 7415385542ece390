package dev.pirn.tck.net;

import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code add_reader} and {@code remove_reader} have to keep in asyncio, on the operations of the seam: a read
 * that was withdrawn completes once and never again, whatever happens to its socket.
 */
class ReaderRemovalTck {

    /** The completions of one operation after the other. */
    private static final class RecordedCompletion implements Completion {

        private final List<Object> all = new ArrayList<>();

        @Override
        public void completed(int result) {
            all.add(result);
        }

        @Override
        public void failed(IOException failure) {
            all.add(failure);
        }

        Object await(int count) {
            while (all.size() < count) yieldNow();
            return all.getLast();
        }
    }

    private interface Use {

        void with(IoSocket socket, Socket peer) throws Exception;
    }

    private static void connected(Use use) throws Exception {
        IoDriver driver = Loop.current().driver();
        try (ServerSocket listener = new ServerSocket(0, 1, Pair.ADDRESS)) {
            IoSocket socket = driver.open(StandardProtocolFamily.INET);
            RecordedCompletion connected = new RecordedCompletion();
            if (socket.connect(listener.getLocalSocketAddress(), connected) == IoDriver.PENDING) connected.await(1);
            try (Socket peer = listener.accept()) {
                use.with(socket, peer);
            } finally {
                socket.close(false);
            }
        }
    }

    @LoopTest
    void case136_aWithdrawnReadIsToldOnceAndTheNextOneHasItsOwnCompletion(LoopCase loops) {
        loops.run(() -> connected((socket, peer) -> {
            RecordedCompletion first = new RecordedCompletion();
            RecordedCompletion second = new RecordedCompletion();
            ByteBuffer buffer = ByteBuffer.allocateDirect(16);
            assertEquals(IoDriver.PENDING, socket.read(buffer, first));
            assertThrows(IllegalStateException.class, () -> socket.read(buffer, second));
            socket.cancel(first);
            assertEquals(IoDriver.CANCELLED, first.await(1));
            assertEquals(IoDriver.PENDING, socket.read(buffer, second));
            peer.getOutputStream().write('x');
            int result = (int) second.await(1);
            if (result == IoDriver.RETRY) result = socket.read(buffer, second);
            assertEquals(1, result);
            assertEquals('x', buffer.get(0));
            assertEquals(1, first.all.size());
        }));
    }

    @LoopTest
    void case136_withdrawnAndClosedAtOnceItIsToldOnce(LoopCase loops) {
        loops.run(() -> {
            RecordedCompletion completion = new RecordedCompletion();
            connected((socket, peer) -> {
                assertEquals(IoDriver.PENDING, socket.read(ByteBuffer.allocateDirect(16), completion));
                peer.getOutputStream().write('x'); // what may be queued for it already
                socket.cancel(completion);
                socket.close(false);
                assertTrue(socket.isClosed());
                completion.await(1);
            });
            // Another connection, whose descriptor most likely has the same number, and its own events.
            connected((socket, peer) -> {
                RecordedCompletion other = new RecordedCompletion();
                assertEquals(IoDriver.PENDING, socket.read(ByteBuffer.allocateDirect(16), other));
                peer.getOutputStream().write('y');
                assertTrue((int) other.await(1) != IoDriver.CANCELLED);
            });
            assertEquals(1, completion.all.size());
        });
    }
}
