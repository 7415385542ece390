package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Body;
import dev.pirn.CancelScope;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TimedOutException;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Cancelled means it did not happen: no byte is lost or sent twice by a read or a write that was given up. */
class CancelAndRetryTck {

    private static final Duration HOUR = Duration.ofHours(1);

    /** One way of reading a byte. */
    @FunctionalInterface
    private interface Reading {

        byte[] from(TcpStream stream) throws Exception;
    }

    private static final List<Reading> WAYS = List.of(
            stream -> stream.read(1),
            stream -> stream.readExactly(1),
            stream -> stream.readUntil(0, Data.bytes("a"), Data.bytes("b")),
            stream -> into(stream, ByteBuffer.allocateDirect(1)),
            stream -> into(stream, ByteBuffer.allocate(1)));

    private static byte[] into(TcpStream stream, ByteBuffer buffer) throws Exception {
        assertEquals(1, stream.read(buffer));
        return new byte[] {buffer.get(0)};
    }

    @LoopTest(io = true)
    void case134_theReadAfterACancelledOneGetsTheBytes(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            for (Reading way : WAYS) {
                for (Reading nextWay : WAYS) {
                    CancelScope scope = new CancelScope();
                    TaskGroup.run(group -> {
                        group.spawn(() -> assertNull(scope.call(() -> way.from(far))));
                        yieldNow();
                        scope.cancel("read again");
                    });
                    near.write("a");
                    assertEquals("a", Data.text(nextWay.from(far)));
                }
            }
        }));
    }

    @LoopTest(io = true)
    void case134_alsoWhenTheyArrivedBeforeTheCancel(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            for (int round = 0; round < 200; round++) {
                Reading way = WAYS.get(round % WAYS.size());
                int turns = round % 7;
                CancelScope scope = new CancelScope();
                List<byte[]> got = new ArrayList<>();
                TaskGroup.run(group -> {
                    group.spawn(() -> scope.run(() -> got.add(way.from(far))));
                    yieldNow();
                    near.write("b");
                    near.flush();
                    for (int i = 0; i < turns; i++) {
                        yieldNow();
                    }
                    scope.cancel("too late, or not");
                });
                assertEquals("b", Data.text(got.isEmpty() ? far.read(1) : got.getFirst()));
            }
            near.shutdownOutput();
            assertEquals(0, far.readAll().length);
        }));
    }

    @LoopTest(io = true)
    void theNextReaderMayStartInTheTurnOfTheCancel(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            for (int round = 0; round < 50; round++) {
                CancelScope scope = new CancelScope();
                TaskGroup.run(group -> {
                    group.spawn(() -> {
                        scope.run(() -> far.readExactly(1));
                        assertEquals("x", Data.text(far.readExactly(1)));
                    });
                    yieldNow();
                    scope.cancel("at once again");
                    near.write("x");
                });
            }
        }));
    }

    @LoopTest(io = true)
    void whatArrivedForACancelledRecordStays(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            near.write("half a ");
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> far.readExactly(13)));
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> far.readLine()));
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> far.readUntil(100, Data.bytes(";"))));
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> far.readAll()));
            near.write("record;");
            assertEquals("half a record", Data.text(far.readExactly(13)));
            assertEquals(";", Data.text(far.readExactly(1)));
        }));
    }

    @LoopTest(io = true)
    void aCancelledSmallWriteHasTakenNothing(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            assertTrue(fillWriter(near).length > 0);
            giveUpWriting(near);
        }));
    }

    @LoopTest
    void noneOfItIsSentAfterwards(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            byte[] taken = fillWriter(near);
            giveUpWriting(near);
            assertArrayEquals(taken, far.readExactly(taken.length));
            near.write("the next one");
            near.shutdownOutput();
            assertEquals("the next one", Data.text(far.readAll()));
        }));
    }

    private static void giveUpWriting(TcpStream stream) {
        ByteBuffer heap = ByteBuffer.wrap(Data.bytes("not sent"));
        ByteBuffer direct = Data.direct(new byte[20_000]);
        assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> stream.write(heap)));
        assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> stream.write(direct)));
        assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> stream.write(heap, direct)));
        assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> stream.write("nor this")));
        assertEquals(0, heap.position());
        assertEquals(0, direct.position());
    }

    /** Writes so much that the next writer has to wait. {@return all of it} */
    private static byte[] fillWriter(TcpStream stream) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        written.writeBytes(Pair.fill(stream));
        for (int i = 0; i < 2; i++) { // the second one while little less than the limit is queued
            byte[] more = Data.random(50_000, i);
            stream.write(more);
            written.writeBytes(more);
        }
        return written.toByteArray();
    }

    @LoopTest
    void thePositionSaysWhatACancelledLargeWriteHasTaken(LoopCase loops) {
        byte[] sent = Data.random(400_000, loops.seed());
        for (ByteBuffer buffer : List.of(ByteBuffer.wrap(sent), Data.direct(sent))) {
            loops.runVirtual(() -> Pair.tight((near, far) -> {
                assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> near.write(buffer)));
                int taken = buffer.position();
                assertEquals(sent.length, buffer.limit());
                assertTrue(taken > 0 && taken < sent.length, () -> "taken: " + taken);
                assertArrayEquals(Arrays.copyOf(sent, taken), far.readExactly(taken));
                TaskGroup.run(group -> {
                    group.spawn(() -> {
                        near.write(buffer);
                        near.shutdownOutput();
                    });
                    assertArrayEquals(Arrays.copyOfRange(sent, taken, sent.length), far.readAll());
                });
            }));
        }
    }

    @LoopTest(io = true)
    void whatWasWrittenBeforeACancelledFlushIsSent(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            byte[] sent = Pair.fill(near);
            assertThrows(TimedOutException.class, () -> timeout(HOUR, near::flush));
            assertArrayEquals(sent, far.readExactly(sent.length));
            near.flush();
        }));
    }

    @LoopTest(io = true)
    void aReaderAndAWriterThatAreCancelledAgainAndAgainLoseNothing(LoopCase loops) {
        byte[] sent = Data.random(4_000, loops.seed());
        loops.run(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            Task<?> writer = group.spawn(() -> writeImpatiently(near, sent, new Random(loops.seed())));
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            Random random = new Random(loops.seed() + 1);
            while (received.size() < sent.length) {
                byte[] bytes = impatiently(random, () -> far.read(1 + random.nextInt(100)));
                if (bytes != null) {
                    received.writeBytes(bytes);
                }
            }
            assertArrayEquals(sent, received.toByteArray());
            writer.await();
        })));
    }

    private static void writeImpatiently(TcpStream stream, byte[] bytes, Random random) throws Exception {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            int end = Math.min(left.limit(), left.position() + 1 + random.nextInt(300));
            ByteBuffer piece = left.duplicate().limit(end);
            impatiently(random, () -> {
                stream.write(piece);
                stream.flush();
                return true;
            });
            left.position(piece.position());
        }
    }

    /** Gives something up a few turns after it began, unless it has ended before. */
    private static <T> @Nullable T impatiently(Random random, Body<T, Exception> body) throws Exception {
        int patience = random.nextInt(6);
        CancelScope scope = new CancelScope();
        boolean[] over = new boolean[1];
        Task<?> canceller = spawn(() -> {
            for (int i = 0; i < patience && !over[0]; i++) {
                yieldNow();
            }
            scope.cancel("out of patience");
        });
        try {
            return scope.call(body);
        } finally {
            over[0] = true;
            canceller.await();
        }
    }

    @LoopTest(io = true)
    void aCancelledReadHasNoInfluenceOnAWriteOfTheSameStream(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            byte[] sent = Pair.fill(near);
            Task<?> flushing = group.spawn(near::flush);
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> near.read(1)));
            assertArrayEquals(sent, far.readExactly(sent.length));
            flushing.await();
            Task<byte[]> reading = group.spawn(() -> near.read(1));
            sleep(HOUR);
            assertTrue(Pair.fill(near).length > 0);
            far.write("y");
            assertEquals("y", Data.text(reading.await()));
        })));
    }
}
