package dev.pirn.tck.file;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.file.AsyncFile;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import dev.pirn.tck.OpenDescriptors;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FilesTck {

    private static final long FOUR_GIB = 1L << 32;

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("weft.bin");
    }

    private static byte[] random(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    // reading and writing

    @LoopTest
    void whatIsWrittenIsReadFromArraysAndDirectBuffers(LoopCase loops) {
        byte[] content = random(700_000, loops.seed());
        loops.run(() -> {
            try (AsyncFile file = AsyncFile.open(file(), CREATE_NEW, READ, WRITE)) {
                file.write(ByteBuffer.wrap(content, 0, 300_000), 0);
                ByteBuffer rest = direct(Arrays.copyOfRange(content, 300_000, 700_000));
                file.write(rest, 300_000);
                assertFalse(rest.hasRemaining());
                ByteBuffer direct = ByteBuffer.allocateDirect(700_000);
                file.readFully(direct, 0);
                assertArrayEquals(content, bytes(direct.flip()));
                ByteBuffer array = ByteBuffer.allocate(400_000);
                file.readFully(array, 300_000);
                assertArrayEquals(Arrays.copyOfRange(content, 300_000, 700_000), array.array());
                assertEquals(700_000, file.size());
            }
        });
        loops.run(() -> assertArrayEquals(content, AsyncFile.readBytes(file())));
    }

    @LoopTest
    void aReadTakesNoMoreThanThereIsRoomForAndTellsTheEnd(LoopCase loops) throws IOException {
        Files.writeString(file(), "0123456789");
        loops.run(() -> {
            try (AsyncFile file = AsyncFile.open(file())) {
                ByteBuffer target = ByteBuffer.allocate(8).position(2).limit(5);
                assertEquals(3, file.read(target, 4));
                assertEquals(5, target.position());
                assertArrayEquals(new byte[] {0, 0, '4', '5', '6', 0, 0, 0}, target.array());
                assertEquals(0, file.read(target, 0));
                assertEquals(-1, file.read(target.clear(), 10));
                assertEquals(-1, file.read(target, 1_000));
                assertEquals(0, target.position());
                EOFException end = assertThrows(EOFException.class, () -> file.readFully(target, 7));
                assertTrue(String.valueOf(end.getMessage()).contains("weft.bin"), end.getMessage());
                assertEquals(3, target.position());
            }
        });
    }

    @LoopTest
    void sixtyFourReadersAtOnceGetWhatStandsAtTheirPositions(LoopCase loops) throws IOException {
        byte[] content = random(1 << 20, loops.seed());
        Files.write(file(), content);
        loops.run(() -> {
            try (AsyncFile file = AsyncFile.open(file())) {
                TaskGroup.run(group -> {
                    for (int i = 0; i < 64; i++) {
                        Random random = new Random(i);
                        group.spawn(() -> readAtRandom(file, content, random));
                    }
                });
            }
        });
    }

    private static void readAtRandom(AsyncFile file, byte[] content, Random random) throws IOException {
        for (int i = 0; i < 20; i++) {
            int count = 1 + random.nextInt(5_000);
            int position = random.nextInt(content.length - count);
            ByteBuffer target = random.nextBoolean() ? ByteBuffer.allocate(count) : ByteBuffer.allocateDirect(count);
            file.readFully(target, position);
            assertArrayEquals(Arrays.copyOfRange(content, position, position + count), bytes(target.flip()));
        }
    }

    @LoopTest
    void positionsBeyondFourGiBAndHolesWork(LoopCase loops) {
        loops.run(() -> {
            try (AsyncFile file = AsyncFile.open(file(), CREATE, READ, WRITE)) {
                file.write(ByteBuffer.wrap("far".getBytes(UTF_8)), FOUR_GIB + 5);
                assertEquals(FOUR_GIB + 8, file.size());
                ByteBuffer target = ByteBuffer.allocate(8);
                file.readFully(target, FOUR_GIB);
                assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 'f', 'a', 'r'}, target.array());
                file.truncate(3);
                assertEquals(3, file.size());
                file.truncate(100);
                assertEquals(3, file.size());
            }
        });
    }

    @LoopTest
    void appendingGoesToTheEndWhateverThePosition(LoopCase loops) throws IOException {
        Files.writeString(file(), "one");
        loops.run(() -> {
            try (AsyncFile file = AsyncFile.open(file(), APPEND)) {
                file.write(ByteBuffer.wrap(" two".getBytes(UTF_8)), 0);
                file.write(direct(" three".getBytes(UTF_8)), 1);
                file.sync();
                file.syncData();
            }
            AsyncFile.writeString(file(), " four", APPEND);
            assertEquals("one two three four", AsyncFile.readString(file()));
        });
    }

    @LoopTest
    void wholeFilesAreReadAndReplaced(LoopCase loops) {
        loops.run(() -> {
            AsyncFile.writeString(file(), "long, long ago");
            AsyncFile.writeString(file(), "shuttle äöü 梭");
            assertEquals("shuttle äöü 梭", AsyncFile.readString(file()));
            AsyncFile.writeBytes(file(), new byte[0]);
            assertEquals(0, AsyncFile.readBytes(file()).length);
            assertThrows(FileAlreadyExistsException.class, () -> AsyncFile.writeString(file(), "x", CREATE_NEW));
        });
    }

    @LoopTest
    @EnabledOnOs(OS.LINUX)
    void aFileWithoutASizeIsReadToItsEnd(LoopCase loops) {
        loops.run(() ->
                assertTrue(AsyncFile.readString(Path.of("/proc/self/status")).contains("VmRSS")));
    }

    // refusals

    @LoopTest
    void failuresAreThoseOfTheJdkAndNameTheFile(LoopCase loops) throws IOException {
        Files.writeString(file(), "there");
        loops.run(() -> {
            Path missing = directory.resolve("missing");
            assertEquals(
                    missing.toString(),
                    assertThrows(NoSuchFileException.class, () -> AsyncFile.open(missing))
                            .getFile());
            assertThrows(FileAlreadyExistsException.class, () -> AsyncFile.open(file(), CREATE_NEW, WRITE));
            assertThrows(FileSystemException.class, () -> AsyncFile.open(directory, WRITE));
            FileSystemException notADirectory =
                    assertThrows(FileSystemException.class, () -> AsyncFile.open(file().resolve("below")));
            assertEquals(file().resolve("below").toString(), notADirectory.getFile());
            assertThrows(FileSystemException.class, () -> AsyncFile.readBytes(directory));
        });
    }

    @LoopTest
    void wrongUseFailsAtOnce(LoopCase loops) throws IOException {
        Files.writeString(file(), "there");
        loops.run(() -> {
            assertThrows(IllegalArgumentException.class, () -> AsyncFile.open(file(), APPEND, READ));
            assertThrows(IllegalArgumentException.class, () -> AsyncFile.open(file(), APPEND, TRUNCATE_EXISTING));
            try (AsyncFile reading = AsyncFile.open(file())) {
                ByteBuffer one = ByteBuffer.allocate(1);
                assertThrows(NonWritableChannelException.class, () -> reading.write(one, 0));
                assertThrows(NonWritableChannelException.class, () -> reading.truncate(0));
                assertThrows(IllegalArgumentException.class, () -> reading.read(one, -1));
                assertThrows(IllegalArgumentException.class, () -> reading.read(one.asReadOnlyBuffer(), 0));
            }
            try (AsyncFile writing = AsyncFile.open(file(), WRITE)) {
                assertThrows(NonReadableChannelException.class, () -> writing.read(ByteBuffer.allocate(1), 0));
                assertThrows(IllegalArgumentException.class, () -> writing.truncate(-1));
            }
        });
    }

    @LoopTest
    @EnabledOnOs(OS.LINUX)
    void aFullDeviceIsSaid(LoopCase loops) {
        loops.run(() -> {
            try (AsyncFile full = AsyncFile.open(Path.of("/dev/full"), WRITE)) {
                FileSystemException failure =
                        assertThrows(FileSystemException.class, () -> full.write(ByteBuffer.wrap(new byte[10]), 0));
                assertEquals("/dev/full", failure.getFile());
                assertTrue(String.valueOf(failure.getReason()).contains("No space left"), failure.getReason());
            }
        });
    }

    // closing

    @LoopTest
    void aClosedFileIsClosed(LoopCase loops) throws IOException {
        Files.writeString(file(), "there");
        loops.run(() -> {
            AsyncFile file = AsyncFile.open(file(), READ, WRITE);
            file.close();
            file.close();
            assertTrue(file.isClosed());
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThrows(ClosedChannelException.class, () -> file.read(one, 0));
            assertThrows(ClosedChannelException.class, () -> file.write(one, 0));
            assertThrows(ClosedChannelException.class, file::size);
            assertThrows(ClosedChannelException.class, file::sync);
            assertEquals(0, Loop.current().driver().openCount());
            assertEquals(0, Loop.current().driver().pendingCount());
        });
    }

    @LoopTest
    void whoReadsWhileItIsClosedHasReadOrIsTold(LoopCase loops) throws IOException {
        Files.write(file(), random(1 << 20, loops.seed()));
        loops.run(() -> {
            for (int round = 0; round < 20; round++) {
                AsyncFile file = AsyncFile.open(file());
                Task<?> reader = spawn(() -> {
                    try {
                        assertTrue(file.read(ByteBuffer.allocate(100_000), 0) > 0);
                    } catch (ClosedChannelException _) {
                        // the reader has its failure
                    }
                });
                for (int i = 0; i < round % 3; i++) yieldNow();
                file.close();
                reader.await();
            }
        });
    }

    @LoopTest
    void aFileLeftOpenGoesWithItsLoop(LoopCase loops) throws IOException {
        Files.writeString(file(), "there");
        long before = OpenDescriptors.count();
        for (int i = 0; i < 20; i++) {
            try (Runner runner = Runner.builder()
                    .loop(loops.backend())
                    .coroutines(loops.coroutines())
                    .build()) {
                runner.run(() -> AsyncFile.open(file()));
            }
        }
        assertTrue(OpenDescriptors.count() < before + 10, "descriptors left");
    }

    // cancelling

    @LoopTest
    void aCancelledReadHasNotHappenedAndTheFileGoesOn(LoopCase loops) throws IOException {
        byte[] content = random(1 << 20, loops.seed());
        Files.write(file(), content);
        loops.run(() -> {
            try (AsyncFile file = AsyncFile.open(file())) {
                for (int round = 0; round < 50; round++) {
                    ByteBuffer target = ByteBuffer.allocate(1_000);
                    CancelScope scope = new CancelScope();
                    Task<?> reader = spawn(() -> scope.run(() -> file.readFully(target, 5_000)));
                    for (int i = 0; i < round % 4; i++) yieldNow();
                    scope.cancel("not wanted any more");
                    reader.await();
                    assertTrue(target.position() == 0 || target.position() == 1_000, target.toString());
                    ByteBuffer again = ByteBuffer.allocate(1_000);
                    file.readFully(again, 5_000);
                    assertArrayEquals(Arrays.copyOfRange(content, 5_000, 6_000), again.array());
                }
            }
        });
    }

    @LoopTest
    void aCancelledOpenLeavesNothingOpen(LoopCase loops) throws IOException {
        Files.writeString(file(), "there");
        loops.run(() -> {
            for (int round = 0; round < 50; round++) {
                CancelScope scope = new CancelScope();
                Task<?> opener =
                        spawn(() -> scope.run(() -> AsyncFile.open(file()).close()));
                for (int i = 0; i < round % 4; i++) yieldNow();
                scope.cancel("not wanted any more");
                opener.await();
            }
            assertEquals(0, Loop.current().driver().openCount());
        });
    }

    /** Opening it waits for the other end on threads; io_uring opens at once what can be opened without waiting. */
    @LoopTest
    @EnabledOnOs(OS.LINUX)
    void aNamedPipeWithoutAPeerHoldsNobodyElse(LoopCase loops) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        loops.run(() -> {
            CancelScope scope = CancelScope.ofTimeout(Duration.ofMillis(50));
            Task<?> opener = spawn(() -> scope.run(() -> AsyncFile.open(pipe).close()));
            for (int i = 0; i < 10; i++) sleep(Duration.ofMillis(1));
            opener.await();
            assertEquals(0, Loop.current().driver().openCount());
        });
    }

    // streams

    @LoopTest
    void theStreamsReadAndWriteTheSameBytes(LoopCase loops) {
        byte[] content = random(300_000, loops.seed());
        loops.run(() -> {
            try (OutputStream out = AsyncFile.open(file(), CREATE, WRITE).outputStream()) {
                out.write(content[0]);
                out.write(content, 1, 99_999);
                out.write(content, 100_000, 200_000);
            }
            try (InputStream in = AsyncFile.open(file()).inputStream()) {
                assertEquals(300_000, in.available());
                assertEquals(content[0] & 0xff, in.read());
                assertEquals(99_999, in.skip(99_999));
                in.mark(0);
                assertArrayEquals(Arrays.copyOfRange(content, 100_000, 100_010), in.readNBytes(10));
                in.reset();
                assertArrayEquals(Arrays.copyOfRange(content, 100_000, 300_000), in.readAllBytes());
                assertEquals(-1, in.read());
                assertEquals(0, in.skip(1));
            }
        });
    }
}
