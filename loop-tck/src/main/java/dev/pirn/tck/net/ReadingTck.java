package dev.pirn.tck.net;

import static dev.pirn.Async.yieldNow;
import static dev.pirn.tck.net.Failures.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.LimitExceededException;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/** Cutting records and lines out of what arrives, however it is cut up on its way. */
class ReadingTck {

    private static final int ENOUGH = 1_000;

    /** What a test does with a stream on which some text and then the end arrive. */
    @FunctionalInterface
    private interface Reading {

        void from(TcpStream stream) throws Exception;
    }

    private static void afterReceiving(LoopCase loops, String text, Reading test) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write(text);
            near.shutdownOutput();
            test.from(far);
        }));
    }

    /** All of it has arrived, and the end, before the test begins: how much is dropped depends on what is there. */
    private static void havingReceived(LoopCase loops, String text, Reading test) {
        afterReceiving(loops, text, stream -> {
            assertThrows(EOFException.class, () -> stream.readExactly(text.length() + 1));
            test.from(stream);
        });
    }

    private static byte[][] separators(String... texts) {
        byte[][] separators = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            separators[i] = Data.bytes(texts[i]);
        }
        return separators;
    }

    private static String until(TcpStream stream, int limit, String... separators) throws IOException {
        return Data.text(stream.readUntil(limit, separators(separators)));
    }

    // readExactly

    @LoopTest(io = true)
    void case106_readExactlyGivesExactlyThat(LoopCase loops) {
        afterReceiving(loops, "abcdefghij", stream -> {
            assertEquals("abc", Data.text(stream.readExactly(3)));
            assertEquals("d", Data.text(stream.readExactly(1)));
            assertEquals("efghij", Data.text(stream.readExactly(6)));
        });
    }

    @LoopTest(io = true)
    void case106_readExactlyWaitsForTheRest(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            Task<byte[]> record = group.spawn(() -> far.readExactly(6));
            near.write("abc");
            near.flush();
            yieldNow();
            yieldNow();
            assertFalse(record.isDone());
            near.write("defghi");
            assertEquals("abcdef", Data.text(record.await()));
            assertEquals("ghi", Data.text(far.readExactly(3)));
        })));
    }

    @LoopTest(io = true)
    void case106_readExactlyHasNoLimit(LoopCase loops) {
        byte[] sent = Data.random(TcpStream.DEFAULT_LINE_LIMIT / 8, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> {
            near.write(sent);
            assertArrayEquals(sent, far.readExactly(sent.length));
        }));
    }

    @LoopTest
    void case106_norIsThereOneForManyMegabytes(LoopCase loops) {
        byte[] sent = Data.random(3_000_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> near.write(sent));
            assertArrayEquals(sent, far.readExactly(sent.length));
        })));
    }

    @LoopTest(io = true)
    void case106_theEndNamesBothNumbersAndLeavesTheBytes(LoopCase loops) {
        afterReceiving(loops, "abc", stream -> {
            EOFException early = assertThrows(EOFException.class, () -> stream.readExactly(1234));
            assertMentions(early, "1234");
            assertMentions(early, "3");
            assertThrows(EOFException.class, () -> stream.readExactly(4));
            assertEquals("abc", Data.text(stream.read(ENOUGH)));
            assertEquals(0, stream.read(ENOUGH).length);
        });
    }

    // readUntil

    @LoopTest(io = true)
    void readUntilIncludesTheSeparatorAndLeavesTheRest(LoopCase loops) {
        afterReceiving(loops, "one;two;rest", stream -> {
            assertEquals("one;", until(stream, ENOUGH, ";"));
            assertEquals("two;", until(stream, ENOUGH, ";"));
            EOFException end = assertThrows(EOFException.class, () -> until(stream, ENOUGH, ";"));
            assertMentions(end, "4");
            assertEquals("rest", Data.text(stream.readAll()));
        });
    }

    @LoopTest(io = true)
    void aSeparatorMayArriveInPieces(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            Task<byte[]> record = group.spawn(() -> far.readUntil(ENOUGH, separators("--end")));
            for (String piece : List.of("a--", "-", "-e", "n", "db")) {
                near.write(piece);
                near.flush();
                yieldNow();
            }
            assertEquals("a----end", Data.text(record.await()));
            assertEquals("b", Data.text(far.readExactly(1)));
        })));
    }

    @LoopTest(io = true)
    void ofSeveralSeparatorsTheOneThatEndsFirstWins(LoopCase loops) {
        afterReceiving(loops, "a\r\nb\nc!\r\nd", stream -> {
            assertEquals("a\r\n", until(stream, ENOUGH, "\n", "\r\n"));
            assertEquals("b\n", until(stream, ENOUGH, "\r\n", "\n"));
            assertEquals("c!", until(stream, ENOUGH, "\r\n", "!", "!\r\n"));
            assertEquals("\r\n", until(stream, ENOUGH, "\r\nx", "\r\n"));
        });
    }

    @LoopTest(io = true)
    void readUntilMayTakeAsManyBytesAsTheLimitBeforeTheSeparator(LoopCase loops) {
        havingReceived(loops, "1234567||12345678||", stream -> {
            assertEquals("1234567||", until(stream, 7, "||"));
            LimitExceededException tooLong = assertThrows(LimitExceededException.class, () -> until(stream, 7, "||"));
            assertMentions(tooLong, "7");
            assertEquals("12345678||", until(stream, 8, "||"));
        });
    }

    @LoopTest(io = true)
    void readUntilDoesNotWaitForMoreThanTheLimit(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write("no separator in here");
            assertThrows(LimitExceededException.class, () -> until(far, 10, ";"));
            assertEquals("no separator in here", Data.text(far.readExactly(20)));
        }));
    }

    @LoopTest(io = true)
    void theLimitIsThatOfTheRecordHoweverLongItsSeparator(LoopCase loops) {
        havingReceived(loops, "abc<longest separator>", stream -> {
            assertThrows(LimitExceededException.class, () -> until(stream, 2, "<longest separator>", "!"));
            assertEquals("abc<longest separator>", until(stream, 3, "<longest separator>", "!"));
        });
    }

    @LoopTest(io = true)
    void ofSeparatorsThatEndTogetherTheLongestIsNoPartOfTheRecord(LoopCase loops) {
        afterReceiving(loops, "abc\r\nabc\r\nabc\n", stream -> {
            assertEquals("abc\r\n", until(stream, 3, "\n", "\r\n"));
            assertEquals("abc\r\n", until(stream, 3, "\r\n", "\n"));
            assertEquals("abc\n", until(stream, 3, "\r\n", "\n"));
        });
    }

    @LoopTest(io = true)
    void anEmptyRecordIsItsSeparator(LoopCase loops) {
        afterReceiving(loops, ";;x;", stream -> {
            assertEquals(";", until(stream, 0, ";"));
            assertEquals(";", until(stream, 0, ";"));
            assertThrows(LimitExceededException.class, () -> until(stream, 0, ";"));
            assertEquals("x;", Data.text(stream.readAll()));
        });
    }

    @LoopTest(io = true)
    void randomRecordsAreCutAsTheyWereMade(LoopCase loops) {
        Random random = new Random(loops.seed());
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String ending = List.of("\r\n", "\n", "--").get(random.nextInt(3));
            records.add("r-".repeat(random.nextInt(30)) + (ending.equals("--") ? "" : "\r") + "e" + ending);
        }
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> near.write(String.join("", records)));
            for (String record : records) {
                assertEquals(record, until(far, ENOUGH, "\r\n", "--", "\n"));
            }
        })));
    }

    // lines

    @LoopTest(io = true)
    void linesEndWithEitherEndingAndTheLastOneWithTheStream(LoopCase loops) {
        afterReceiving(loops, "one\ntwo\r\n\n\r\nr\rin the middle\nlast", stream -> {
            assertEquals("one", stream.readLine());
            assertEquals("two", stream.readLine());
            assertEquals("", stream.readLine());
            assertEquals("", stream.readLine());
            assertEquals("r\rin the middle", stream.readLine());
            assertEquals("last", stream.readLine());
            assertNull(stream.readLine());
            assertNull(stream.readLine());
        });
    }

    @LoopTest(io = true)
    void linesAreUtf8HoweverTheyAreCut(LoopCase loops) {
        afterReceiving(loops, "žluťoučký kůň\n日本語\n🧵\n", stream -> {
            assertEquals("žluťoučký kůň", stream.readLine());
            assertEquals("日本語", stream.readLine());
            assertEquals("🧵", stream.readLine());
        });
    }

    @LoopTest(io = true)
    void whatIsNoUtf8IsReplaced(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write(new byte[] {'a', (byte) 0xff, 'b', '\n'});
            assertEquals("a\ufffdb", far.readLine());
        }));
    }

    @LoopTest(io = true)
    void case104_aLineMayBeAsLongAsTheLimit(LoopCase loops) {
        havingReceived(loops, "1234567\n12345678\nnext\n", stream -> {
            assertEquals("1234567", stream.readLine(7));
            LimitExceededException tooLong = assertThrows(LimitExceededException.class, () -> stream.readLine(7));
            assertMentions(tooLong, "7");
            assertEquals("next", stream.readLine(7));
        });
    }

    @LoopTest(io = true)
    void case104_aLineThatIsTooLongIsDroppedThroughItsEnd(LoopCase loops) {
        havingReceived(loops, "chunk1chunk2\nchunk3\n", stream -> {
            assertThrows(LimitExceededException.class, () -> stream.readLine(7));
            assertEquals("chunk3", stream.readLine(7));
            assertNull(stream.readLine(7));
        });
    }

    @LoopTest(io = true)
    void case104_withoutAnEndEverythingThatArrivedIsDropped(LoopCase loops) {
        havingReceived(loops, "no end of line at all", stream -> {
            assertThrows(LimitExceededException.class, () -> stream.readLine(7));
            assertEquals(0, stream.readAll().length);
        });
    }

    @LoopTest(io = true)
    void case104_readLineDoesNotWaitForMoreThanTheLimit(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.write("12345678");
            assertThrows(LimitExceededException.class, () -> far.readLine(7));
        }));
    }

    @LoopTest
    void case104_theUsualLimitIs64KiB(LoopCase loops) {
        String longest = "x".repeat(TcpStream.DEFAULT_LINE_LIMIT);
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            group.spawn(() -> {
                near.write(longest + "\r\n" + longest + "\n");
                near.shutdownOutput();
            });
            assertThrows(LimitExceededException.class, far::readLine); // for its \r
            assertEquals(longest, far.readLine());
        })));
    }

    @LoopTest(io = true)
    void linesAreIteratedToTheEnd(LoopCase loops) {
        afterReceiving(loops, "a\nb\r\nc", stream -> {
            List<String> lines = new ArrayList<>();
            for (String line : stream.lines()) {
                lines.add(line);
            }
            assertEquals(List.of("a", "b", "c"), lines);
        });
    }

    @LoopTest(io = true)
    void anIterationTakesOnlyTheLinesThatWereAskedFor(LoopCase loops) {
        afterReceiving(loops, "a\nb\nc\n", stream -> {
            for (String line : stream.lines()) {
                assertEquals("a", line);
                break;
            }
            assertEquals("b", stream.readLine());
            Iterator<String> rest = stream.lines().iterator();
            assertEquals("c", rest.next());
            assertThrows(NoSuchElementException.class, rest::next);
        });
    }

    @LoopTest(io = true)
    void anIterationThatFailsSaysWhy(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            Iterator<String> lines = far.lines().iterator();
            near.write("a\n");
            assertEquals("a", lines.next());
            near.abort();
            UncheckedIOException failure = assertThrows(UncheckedIOException.class, lines::hasNext);
            assertNotNull(failure.getCause());
        }));
    }

    @LoopTest(io = true)
    void allWaysOfReadingCanBeMixed(LoopCase loops) {
        afterReceiving(loops, "line\n12345record;direct!rest", stream -> {
            assertEquals("line", stream.readLine());
            assertEquals("12345", Data.text(stream.readExactly(5)));
            assertEquals("record;", until(stream, ENOUGH, ";"));
            ByteBuffer direct = ByteBuffer.allocateDirect(7);
            while (direct.hasRemaining()) {
                assertTrue(stream.read(direct) > 0);
            }
            assertEquals("direct!", Data.text(direct.flip()));
            ByteBuffer heap = ByteBuffer.allocate(2);
            while (heap.hasRemaining()) {
                assertTrue(stream.read(heap) > 0);
            }
            assertEquals("re", Data.text(heap.flip()));
            assertEquals("st", Data.text(stream.readAll()));
        });
    }
}
