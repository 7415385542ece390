package dev.pirn.tck.scheduling;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;

/** Just enough I/O for tests of the scheduler, straight on the driver, for coroutines. */
final class RawIo {

    private RawIo() {}

    static IoListener listen() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Loop.current().driver().listen(anyPort, 1, Map.of());
    }

    static IoSocket accept(IoListener listener) throws IOException {
        while (true) {
            RecordedCompletion completion = new RecordedCompletion();
            IoSocket socket = listener.accept(completion);
            if (socket != null) {
                return socket;
            }
            completion.await();
        }
    }

    static int read(IoSocket socket, ByteBuffer target) throws IOException {
        while (true) {
            RecordedCompletion completion = new RecordedCompletion();
            int result = socket.read(target, completion);
            if (result == IoDriver.PENDING) {
                result = completion.await();
            }
            if (result != IoDriver.RETRY) {
                return result;
            }
        }
    }

    private static final class RecordedCompletion implements Completion {

        private final Promise<Integer> result = Loop.current().promise();

        int await() {
            return Async.await(result);
        }

        @Override
        public void completed(int value) {
            result.complete(value);
        }

        @Override
        public void failed(IOException failure) {
            result.fail(failure);
        }
    }
}
