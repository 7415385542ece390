package dev.pirn.tck.net;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.BusyException;
import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TimedOutException;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Streams: bytes both ways in order, one reader and one writer, every way to end, the views. */
class StreamsTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest(io = true)
    void bytesArriveCompleteAndInOrder(LoopCase loops) {
        byte[] sent = Data.random(5_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> {
                writeInPieces(near, sent, new Random(loops.seed()));
                near.shutdownOutput();
            });
            assertArrayEquals(sent, far.readAll());
        })));
    }

    @LoopTest(io = true)
    void bothDirectionsWorkAtTheSameTime(LoopCase loops) {
        byte[] there = Data.random(3_000, loops.seed());
        byte[] back = Data.random(3_000, loops.seed() + 1);
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> writeInPieces(near, there, new Random(1)));
            group.spawn(() -> writeInPieces(far, back, new Random(2)));
            group.spawn(() -> assertArrayEquals(back, near.readExactly(back.length)));
            group.spawn(() -> assertArrayEquals(there, far.readExactly(there.length)));
        })));
    }

    private static void writeInPieces(TcpStream stream, byte[] bytes, Random random) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int count = Math.min(bytes.length - from, 1 + random.nextInt(700));
            stream.write(ByteBuffer.wrap(bytes, from, count));
            from += count;
            if (random.nextBoolean()) {
                yieldNow();
            }
        }
    }

    @LoopTest(io = true)
    void readingTakesWhatIsThereAndNoMore(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write("abcdef");
            near.shutdownOutput();
            assertEquals("abc", Data.text(far.readExactly(3)));
            ByteBuffer two = ByteBuffer.allocate(2);
            StringBuilder rest = new StringBuilder();
            while (far.read(two) >= 0) {
                rest.append(Data.text(two.flip()));
                two.clear();
            }
            assertEquals("def", rest.toString());
            assertEquals(0, far.read(10).length);
            assertEquals(-1, far.read(two));
            assertEquals(0, far.readAll().length);
        }));
    }

    @LoopTest(io = true)
    void badArgumentsFailAtOnceAndTakeNothing(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write("x");
            assertThrows(IllegalArgumentException.class, () -> far.read(0));
            assertThrows(IllegalArgumentException.class, () -> far.readExactly(-1));
            assertThrows(IllegalArgumentException.class, () -> far.readUntil(10));
            assertThrows(IllegalArgumentException.class, () -> far.readUntil(10, new byte[0]));
            ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
            assertThrows(IllegalArgumentException.class, () -> far.read(readOnly));
            assertEquals(0, far.read(ByteBuffer.allocate(0)));
            assertEquals(0, far.readExactly(0).length);
            assertEquals("x", Data.text(far.readExactly(1)));
        }));
    }

    @LoopTest(io = true)
    void aSecondReaderIsRefusedAndTheFirstGetsItsBytes(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            Task<byte[]> first = group.spawn(() -> far.readExactly(2));
            yieldNow();
            assertThrows(BusyException.class, () -> far.read(1));
            assertThrows(BusyException.class, far::readLine);
            near.write("ab");
            assertEquals("ab", Data.text(first.await()));
        })));
    }

    @LoopTest(io = true)
    void aSecondWriterIsRefusedAndTheFirstGoesOn(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            byte[] much = Pair.fill(near);
            group.spawn(near::shutdownOutput);
            yieldNow();
            assertThrows(BusyException.class, () -> near.write("x"));
            assertThrows(BusyException.class, near::flush);
            assertArrayEquals(much, far.readAll());
        })));
    }

    @LoopTest(io = true)
    void aReaderThatAlwaysFindsBytesLetsOthersRun(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write(new byte[2_000]);
            near.shutdownOutput();
            assertThrows(IOException.class, () -> far.readExactly(10_000)); // all of it is here now
            int[] turns = new int[1];
            Task<?> other = spawn(() -> {
                while (turns[0] < 1_000_000) {
                    turns[0]++;
                    yieldNow();
                }
            });
            for (int i = 0; i < 2_000; i++) {
                assertEquals(1, far.read(1).length);
            }
            assertTrue(turns[0] >= 10, () -> "the other ran only " + turns[0] + " times");
            other.cancel("seen enough");
        }));
    }

    @LoopTest(io = true)
    void timeoutsEndWaitsAndTheStreamGoesOn(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> far.read(1)));
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> far.readExactly(5)));
            near.write("late");
            assertEquals("late", Data.text(timeout(HOUR, () -> far.readExactly(4))));
            assertEquals(0, Loop.current().timerCount());
        }));
    }

    @LoopTest(io = true)
    void aWriteToAPeerThatDoesNotReadCanTimeOut(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            TimedOutException late =
                    assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> near.write(new byte[200_000])));
            assertNotNull(late.getMessage());
        }));
    }

    // ending

    @LoopTest(io = true)
    void closeSendsWhatWasWrittenAndEndsTheStream(LoopCase loops) {
        byte[] sent = Data.random(3_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> {
            near.write(sent);
            near.close();
            assertTrue(near.isClosed());
            assertArrayEquals(sent, far.readAll());
            near.close();
        }));
    }

    @LoopTest(io = true)
    void closeWaitsForASlowPeer(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            byte[] sent = Pair.fill(near);
            Task<?> closing = group.spawn(near::close);
            yieldNow();
            assertFalse(closing.isDone());
            assertArrayEquals(sent, far.readAll());
            closing.await();
        })));
    }

    @LoopTest
    void closeCompletesAWriteThatIsUnderWay(LoopCase loops) {
        byte[] sent = Data.random(400_000, loops.seed());
        for (ByteBuffer buffer : List.of(ByteBuffer.wrap(sent), Data.direct(sent))) {
            loops.run(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
                Task<?> writing = group.spawn(() -> near.write(buffer));
                yieldNow();
                Task<?> closing = group.spawn(near::close);
                yieldNow();
                assertThrows(ClosedChannelException.class, () -> near.write("too late"));
                assertArrayEquals(sent, far.readAll());
                writing.await();
                closing.await();
            })));
        }
    }

    @LoopTest(io = true)
    void aCancelledCloseAborts(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            assertTrue(Pair.fill(near).length > 0);
            assertThrows(TimedOutException.class, () -> timeout(HOUR, near::close));
            assertTrue(near.isClosed());
            assertNull(near.localAddress());
            assertThrows(IOException.class, far::readAll);
        }));
    }

    @LoopTest(io = true)
    void abortResetsThePeerAndDropsWhatWasNotSent(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            Task<byte[]> reader = group.spawn(() -> {
                IOException reset = assertThrows(IOException.class, () -> far.read(1));
                assertNotNull(reset.getMessage());
                return new byte[0];
            });
            yieldNow();
            near.write("never sent: the turn is not over");
            near.abort();
            near.abort();
            assertTrue(near.isClosed());
            reader.await();
            near.close();
        })));
    }

    @LoopTest(io = true)
    void whoWaitsWhenTheStreamIsClosedIsToldSo(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> assertThrows(AsynchronousCloseException.class, () -> near.read(1)));
            group.spawn(() -> assertThrows(AsynchronousCloseException.class, () -> far.readExactly(7)));
            yieldNow();
            near.close();
            far.abort();
        })));
    }

    @LoopTest(io = true)
    void aWriterThatWaitsWhenTheStreamIsAbortedIsToldSo(LoopCase loops) {
        loops.run(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> assertThrows(AsynchronousCloseException.class, () -> near.write(new byte[200_000])));
            yieldNow();
            near.abort();
        })));
    }

    @LoopTest(io = true)
    void nothingCanBeDoneWithAClosedStream(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            far.write("unread");
            far.flush();
            near.close();
            assertThrows(ClosedChannelException.class, () -> near.read(1));
            assertThrows(ClosedChannelException.class, () -> near.readExactly(1));
            assertThrows(ClosedChannelException.class, near::readLine);
            assertThrows(ClosedChannelException.class, near::readAll);
            assertThrows(ClosedChannelException.class, () -> near.write("x"));
            assertThrows(ClosedChannelException.class, near::flush);
            assertThrows(ClosedChannelException.class, near::shutdownOutput);
        }));
    }

    @LoopTest(io = true)
    void aBrokenConnectionFailsReadsAndWrites(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            far.abort();
            IOException first = assertThrows(IOException.class, () -> near.read(1));
            IOException second = assertThrows(IOException.class, () -> near.write("x"));
            assertSame(first, second.getCause());
            near.close();
        }));
    }

    @LoopTest(io = true)
    void aResetThatAWriteMetIsNotTakenForTheEnd(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            far.write("half of i");
            far.flush();
            far.abort();
            assertThrows(IOException.class, () -> writeUntilItFails(near));
            assertThrows(IOException.class, near::readAll);
            assertThrows(IOException.class, () -> near.readExactly(1_000));
            assertThrows(IOException.class, near::readLine);
        }));
    }

    /** A driver that cannot know whether the end came first reports the failure in its place. */
    @LoopTest(io = true)
    void anEndThatCameBeforeIsOneAlsoIfAWriteFails(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            far.write("answer");
            far.close();
            assertThrows(IOException.class, () -> writeUntilItFails(near));
            assertEquals("answer", Data.text(near.readExactly(6)));
            if (loops.backend().equals("nio")) {
                assertThrows(SocketException.class, () -> near.read(1));
            } else {
                assertEquals(0, near.readAll().length);
                assertEquals(0, near.read(1).length);
            }
            assertThrows(SocketException.class, () -> near.write("x"));
        }));
    }

    @LoopTest(io = true)
    void anEndThatWasReadBeforeStaysOne(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            far.write("answer");
            far.close();
            assertEquals("answer", Data.text(near.readAll()));
            assertThrows(IOException.class, () -> writeUntilItFails(near));
            assertEquals(0, near.readAll().length);
            assertThrows(SocketException.class, () -> near.write("x"));
        }));
    }

    private static void writeUntilItFails(TcpStream stream) throws IOException {
        for (int i = 0; i < 100; i++) {
            stream.write("x");
            stream.flush();
        }
    }

    // views and facts

    @LoopTest(io = true)
    void theInputStreamViewReadsTheSameBytes(LoopCase loops) {
        byte[] sent = Data.random(2_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> {
            near.write(sent);
            near.shutdownOutput();
            InputStream in = far.inputStream();
            assertEquals(sent[0] & 0xff, in.read());
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            rest.write(sent[0]);
            in.transferTo(rest);
            assertArrayEquals(sent, rest.toByteArray());
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(new byte[5], 1, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> in.read(new byte[5], 3, 3));
            in.close();
            assertTrue(far.isClosed());
        }));
    }

    @LoopTest(io = true)
    void theInputStreamViewKnowsWhatHasArrived(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            InputStream in = far.inputStream();
            assertEquals(0, in.available());
            near.write("line\nmore");
            near.shutdownOutput();
            assertThrows(IOException.class, () -> far.readExactly(100));
            assertEquals(9, in.available());
            assertEquals("line", far.readLine());
            assertEquals(4, in.available());
        }));
    }

    @LoopTest(io = true)
    void theOutputStreamViewWritesTheSameBytes(LoopCase loops) {
        byte[] sent = Data.random(1_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> {
            OutputStream out = near.outputStream();
            out.write(sent[0]);
            out.write(sent, 1, 998);
            out.flush();
            assertArrayEquals(Arrays.copyOf(sent, 999), far.readExactly(999));
            out.write(sent, 999, 1);
            out.close();
            assertTrue(near.isClosed());
            assertArrayEquals(new byte[] {sent[999]}, far.readAll());
        }));
    }

    @LoopTest(io = true)
    void theChannelViewDoesBoth(LoopCase loops) {
        byte[] sent = Data.random(1_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> {
            ByteChannel channel = near.channel();
            assertEquals(1_000, channel.write(Data.direct(sent)));
            assertArrayEquals(sent, far.readExactly(1_000));
            far.write(sent);
            far.shutdownOutput();
            ByteBuffer received = ByteBuffer.allocate(2_000);
            while (channel.read(received) >= 0) {
                assertTrue(channel.isOpen());
            }
            assertEquals(ByteBuffer.wrap(sent), received.flip());
            channel.close();
            assertFalse(channel.isOpen());
            assertTrue(near.isClosed());
        }));
    }

    @LoopTest(io = true)
    void optionsAndAddressesAreThoseOfTheSocket(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            assertEquals(true, near.option(StandardSocketOptions.TCP_NODELAY));
            assertEquals(true, far.option(StandardSocketOptions.TCP_NODELAY));
            near.option(StandardSocketOptions.SO_KEEPALIVE, true);
            assertEquals(true, near.option(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(near.localAddress(), far.remoteAddress());
            assertEquals(far.localAddress(), near.remoteAddress());
            assertSame(Loop.current(), near.loop());
            near.close();
            assertNull(near.localAddress());
            assertEquals(far.localAddress(), near.remoteAddress());
            assertTrue(near.toString().contains("closed"), near::toString);
        }));
    }

    @LoopTest
    void inDebugUseFromAnotherLoopIsAnError(LoopCase loops) {
        assumeTrue(loops.debug());
        loops.run(() -> Pair.connected((near, far) -> toThread(() -> {
            try (Runner other = loops.builder().build()) {
                other.run(() -> {
                    assertThrows(IllegalStateException.class, () -> near.read(1));
                    assertThrows(IllegalStateException.class, () -> near.write("x"));
                });
            }
            return true;
        })));
    }

    @LoopTest(io = true)
    void aCancelledScopeStopsEveryOperationAtItsEntry(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            far.write("data");
            far.flush();
            CancelScope scope = new CancelScope();
            int[] begun = new int[1];
            scope.cancel("before it began");
            scope.run(() -> {
                begun[0]++;
                near.read(1);
                begun[0]++;
            });
            CancelScope another = new CancelScope();
            another.run(() -> {
                another.cancel("now");
                begun[0]++;
                near.write("x");
                begun[0]++;
            });
            assertEquals(2, begun[0]);
            assertEquals("data", Data.text(near.readExactly(4)));
            near.close();
            assertEquals(0, far.readAll().length);
        }));
    }
}
