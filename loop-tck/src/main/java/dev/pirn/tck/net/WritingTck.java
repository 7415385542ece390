package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Writing: when bytes are sent, when a writer has to wait, and what the peer gets. */
class WritingTck {

    private static final Duration HOUR = Duration.ofHours(1);

    /** More than a stream takes (64 KiB) and the system keeps between tight ends. */
    private static final int TOO_MUCH = 90_000;

    @LoopTest
    void whatIsWrittenInOneTurnIsOneWrite(LoopCase loops) throws IOException {
        SpyDriver.run(
                loops,
                driver -> Pair.connected((near, far) -> {
                    for (int i = 0; i < 10; i++) {
                        near.write("12345");
                    }
                    near.write(Data.direct(Data.bytes("x")), ByteBuffer.wrap(Data.bytes("yz")));
                    assertEquals(List.of(), driver.takeWrites());
                    assertEquals(53, far.readExactly(53).length);
                    assertEquals(List.of(53), driver.takeWrites());
                }));
    }

    @LoopTest
    void eachStreamHasItsOwnWriteATurn(LoopCase loops) throws IOException {
        SpyDriver.run(
                loops,
                driver -> Pair.connected((near, far) -> {
                    TaskGroup.run(group -> {
                        for (TcpStream stream : List.of(near, far)) {
                            group.spawn(() -> stream.write("abc"));
                            group.spawn(() -> stream.write("de"));
                        }
                    });
                    yieldNow();
                    assertEquals(List.of(5, 5), driver.takeWrites());
                    assertEquals(5, far.readExactly(5).length);
                    near.write("1");
                    assertEquals(1, far.readExactly(1).length);
                    near.write("2");
                    assertEquals(1, far.readExactly(1).length);
                    assertEquals(List.of(1, 1), driver.takeWrites());
                }));
    }

    @LoopTest
    void sixtyFourKiBDoNotWaitForTheEndOfTheTurn(LoopCase loops) throws IOException {
        SpyDriver.run(
                loops,
                driver -> Pair.connected((near, far) -> {
                    for (int i = 0; i < 64; i++) {
                        near.write(new byte[1024]);
                    }
                    assertEquals(65_536, driver.takeWrites().getFirst());
                }));
    }

    @LoopTest
    void flushSendsAtOnce(LoopCase loops) throws IOException {
        SpyDriver.run(
                loops,
                driver -> Pair.connected((near, far) -> {
                    near.write("abc");
                    near.flush();
                    assertEquals(List.of(3), driver.takeWrites());
                    near.flush();
                    assertEquals(List.of(), driver.takeWrites());
                }));
    }

    @LoopTest
    void nothingIsWrittenForNothing(LoopCase loops) throws IOException {
        SpyDriver.run(
                loops,
                driver -> Pair.connected((near, far) -> {
                    near.write(new byte[0]);
                    near.write("");
                    near.write(ByteBuffer.allocateDirect(0), ByteBuffer.allocate(0));
                    near.write();
                    near.flush();
                    assertEquals(List.of(), driver.takeWrites());
                }));
    }

    @LoopTest(io = true)
    void theCallerMayChangeItsBufferWhenAWriteReturns(LoopCase loops) {
        byte[] sent = Data.random(1_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> {
            byte[] array = sent.clone();
            ByteBuffer direct = Data.direct(sent);
            near.write(array);
            Arrays.fill(array, (byte) 0);
            near.write(direct);
            assertEquals(1_000, direct.position());
            overwrite(direct);
            assertArrayEquals(sent, far.readExactly(1_000));
            assertArrayEquals(sent, far.readExactly(1_000));
        }));
    }

    @LoopTest(io = true)
    void alsoALargeDirectOneThatIsSentWithoutACopy(LoopCase loops) {
        byte[] sent = Data.random(12_000, loops.seed());
        loops.run(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> {
                ByteBuffer direct = Data.direct(sent);
                near.write(direct);
                assertFalse(direct.hasRemaining());
                overwrite(direct);
                near.write("after");
            });
            assertArrayEquals(sent, far.readExactly(sent.length));
            assertEquals("after", Data.text(far.readExactly(5)));
        })));
    }

    private static void overwrite(ByteBuffer buffer) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
    }

    @LoopTest(io = true)
    void onlyWhatLiesBetweenPositionAndLimitIsSent(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            ByteBuffer middle =
                    ByteBuffer.wrap(Data.bytes("__middle__")).position(2).limit(8);
            ByteBuffer readOnly = ByteBuffer.wrap(Data.bytes("r")).asReadOnlyBuffer();
            near.write(middle, ByteBuffer.allocate(0), readOnly);
            assertEquals(8, middle.position());
            assertEquals(8, middle.limit());
            near.shutdownOutput();
            assertEquals("middler", Data.text(far.readAll()));
        }));
    }

    @LoopTest(io = true)
    void smallWritesOfEveryKindKeepTheirOrder(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> writesOfEveryKind(near, far, 5_000, 300, loops.seed())));
    }

    @LoopTest
    void largeWritesOfEveryKindKeepTheirOrder(LoopCase loops) {
        loops.run(() -> Pair.tight((near, far) -> writesOfEveryKind(near, far, 1_000_000, 90_000, loops.seed())));
        loops.run(() -> Pair.connected((near, far) -> writesOfEveryKind(near, far, 4_000_000, 300_000, loops.seed())));
    }

    private static void writesOfEveryKind(TcpStream near, TcpStream far, int total, int most, long seed) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        TaskGroup.run(group -> {
            group.spawn(() -> {
                Random random = new Random(seed);
                while (expected.size() < total) {
                    writeOnce(near, random, most, expected);
                }
                near.shutdownOutput();
            });
            byte[] received = far.readAll();
            assertArrayEquals(expected.toByteArray(), received);
        });
    }

    private static void writeOnce(TcpStream stream, Random random, int most, ByteArrayOutputStream expected)
            throws IOException {
        byte[] piece = Data.random(random.nextInt(most), random.nextLong());
        switch (random.nextInt(5)) {
            case 0 -> stream.write(piece);
            case 1 -> stream.write(ByteBuffer.wrap(piece));
            case 2 -> stream.write(Data.direct(piece));
            case 3 -> {
                expected.writeBytes(piece);
                stream.write(Data.direct(piece), ByteBuffer.wrap(piece));
            }
            default -> {
                stream.write(piece);
                stream.flush();
            }
        }
        expected.writeBytes(piece);
    }

    // back-pressure

    @LoopTest(io = true)
    void case108_aWriterWaitsForAPeerThatDoesNotRead(LoopCase loops) {
        byte[] sent = Data.random(TOO_MUCH, loops.seed());
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            int[] taken = new int[1];
            Task<?> writer = group.spawn(() -> {
                for (int from = 0; from < TOO_MUCH; from += 1_000) {
                    near.write(ByteBuffer.wrap(sent, from, 1_000));
                    taken[0] += 1_000;
                }
                near.shutdownOutput();
            });
            sleep(HOUR);
            assertFalse(writer.isDone());
            assertTrue(taken[0] >= 64 * 1024, () -> "taken: " + taken[0]);
            assertArrayEquals(sent, far.readAll());
            assertTrue(writer.isDone());
        })));
    }

    @LoopTest(io = true)
    void case108_aReaderTakesNoMoreThanItWasAskedFor(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> {
                near.write(new byte[12_000]);
                near.shutdownOutput();
            });
            assertEquals(1, far.readExactly(1).length);
            sleep(HOUR); // no reader: the peer's bytes stay with the peer
            assertEquals(11_999, far.readAll().length);
        })));
    }

    @LoopTest
    void aWriterGoesOnWhenThePeerReads(LoopCase loops) {
        byte[] sent = Data.random(TOO_MUCH, loops.seed());
        loops.run(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> {
                near.write(sent);
                near.close();
            });
            assertArrayEquals(sent, far.readAll());
        })));
    }

    @LoopTest(io = true)
    void flushWaitsUntilTheSystemHasEverything(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            byte[] sent = Pair.fill(near);
            Task<?> flushed = group.spawn(near::flush);
            yieldNow();
            assertFalse(flushed.isDone());
            assertArrayEquals(sent, far.readExactly(sent.length));
            flushed.await();
        })));
    }

    // dead peers

    @LoopTest(io = true)
    void case110_writingToAPeerThatClosedEndsSoon(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write("never read");
            near.flush();
            far.close();
            int[] written = new int[1];
            assertThrows(IOException.class, () -> {
                while (written[0] < 1_000) {
                    near.write("x");
                    near.flush();
                    written[0]++;
                    yieldNow();
                }
            });
        }));
    }

    @LoopTest(io = true)
    void case110_soDoesAWriterThatWaits(LoopCase loops) {
        loops.run(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> assertThrows(IOException.class, () -> near.write(new byte[2 * TOO_MUCH])));
            yieldNow();
            far.abort();
        })));
    }

    @LoopTest(io = true)
    void case110_aWriteAfterCloseFailsAndNothingIsReported(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.close();
            assertThrows(ClosedChannelException.class, () -> near.write("x"));
            assertThrows(ClosedChannelException.class, near::flush);
            yieldNow();
            assertEquals(0, far.readAll().length);
        }));
        assertEquals(List.of(), loops.reports());
    }

    @LoopTest(io = true)
    void aFailureThatNoOtherCallThrewComesWithTheClose(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.abort();
            sleep(HOUR);
            near.write("into the void");
            assertThrows(IOException.class, near::close);
            assertTrue(near.isClosed());
            near.close();
        }));
    }
}
