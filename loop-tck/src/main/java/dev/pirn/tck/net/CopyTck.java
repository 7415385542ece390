package dev.pirn.tck.net;

import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.TaskGroup;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Much is copied through a stream to a reader that is slower than the writer: every byte arrives in its place, and the
 * memory for what is on its way stays the same however much it is.
 *
 * <p>{@code -Dpirn.copy.bytes=4294967296} copies as much on each loop of the matrix.
 */
class CopyTck {

    private static final long SHORT = 8L << 20;
    private static final int PIECE = 256 * 1024;

    /** Every so many pieces the reader lets others run for a while. */
    private static final int REST = 4;

    private static final int TURNS_OF_REST = 50;

    /** All buffers of both ends, several times over: a leak passes it at once. */
    private static final long MOST_DIRECT_MEMORY = 64L << 20;

    @LoopTest
    void aSlowReaderGetsEveryByteInItsPlace(LoopCase loops) {
        copy(loops, SHORT);
    }

    @LoopTest
    @Tag("slow")
    @EnabledIfSystemProperty(named = "pirn.copy.bytes", matches = "\\d+")
    @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
    void aSlowReaderGetsEveryByteOfVeryMuch(LoopCase loops) {
        copy(loops, Long.getLong("pirn.copy.bytes"));
    }

    private static void copy(LoopCase loops, long total) {
        long before = directMemory();
        long[] most = new long[1];
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            group.spawn("writer", () -> send(near, total, before, most));
            group.spawn("reader", () -> assertReceives(far, total));
        })));
        System.getLogger("dev.pirn.tck")
                .log(
                        System.Logger.Level.INFO,
                        total + " bytes copied on " + loops.backend() + "; direct memory rose by " + most[0]
                                + " bytes");
        assertTrue(most[0] < MOST_DIRECT_MEMORY, () -> "direct memory rose by " + most[0] + " bytes");
    }

    private static void send(TcpStream stream, long total, long before, long[] most) throws IOException {
        Pattern pattern = new Pattern();
        for (long sent = 0; sent < total; sent += PIECE) {
            int count = (int) Math.min(PIECE, total - sent);
            stream.write(pattern.at(sent, count));
            most[0] = Math.max(most[0], directMemory() - before);
        }
        stream.shutdownOutput();
    }

    private static void assertReceives(TcpStream stream, long total) throws IOException {
        Pattern pattern = new Pattern();
        ByteBuffer target = ByteBuffer.allocateDirect(PIECE);
        long received = 0;
        for (int piece = 0; stream.read(target.clear()) >= 0; piece++) {
            target.flip();
            int count = target.remaining();
            if (pattern.at(received, count).mismatch(target) >= 0) {
                throw new AssertionError("wrong bytes after byte " + received);
            }
            received += count;
            if (piece % REST == 0) rest();
        }
        assertEquals(total, received);
    }

    private static void rest() {
        for (int i = 0; i < TURNS_OF_REST; i++) {
            yieldNow();
        }
    }

    private static long directMemory() {
        List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        return pools.stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /**
     * Bytes that depend on their place: random ones, again from the start after a number that no buffer's size divides.
     */
    private static final class Pattern {

        private static final int PERIOD = 999_983;

        private final ByteBuffer twice = Data.direct(twice(Data.random(PERIOD, 7)));

        private static byte[] twice(byte[] bytes) {
            byte[] both = new byte[2 * bytes.length];
            System.arraycopy(bytes, 0, both, 0, bytes.length);
            System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
            return both;
        }

        ByteBuffer at(long position, int count) {
            return twice.slice((int) (position % PERIOD), count);
        }
    }
}
