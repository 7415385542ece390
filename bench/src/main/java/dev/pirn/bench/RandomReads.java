package dev.pirn.bench;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.file.AsyncFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;

/** Reads blocks of a file at random positions, in one way or another, while a ticker runs on the loop. */
final class RandomReads {

    private static final Duration TICK = Duration.ofMillis(1);
    private static final int PIECE = 1 << 20;
    private static final int DIGITS = 3;
    private static final int SEED = 42;
    private static final double NANOS_IN_MICRO = 1000;

    private final Path path;
    private final long size;
    private final int reads;
    private final int block;
    private final int concurrency;

    /**
     * @param size of the file, in bytes
     * @param reads how many in all
     * @param block how many bytes each
     * @param concurrency how many at a time
     */
    RandomReads(Path path, long size, int reads, int block, int concurrency) {
        this.path = path;
        this.size = size;
        this.reads = reads;
        this.block = block;
        this.concurrency = concurrency;
    }

    /** What came out. */
    record Figures(String loop, Duration time, Histogram lateness) {

        /** {@return how late the ticker was, in microseconds} */
        double lateMicros(double percentile) {
            return lateness.getValueAtPercentile(percentile) / NANOS_IN_MICRO;
        }
    }

    /** One read, which suspends the coroutine. */
    @FunctionalInterface
    private interface Read {

        void at(long position, ByteBuffer target) throws Exception;
    }

    /** Fills the file with bytes that no file system can leave out. */
    void makeFile() throws IOException {
        Random random = new Random(SEED);
        byte[] piece = new byte[PIECE];
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (long written = 0; written < size; written += PIECE) {
                random.nextBytes(piece);
                ByteBuffer source = ByteBuffer.wrap(piece);
                while (source.hasRemaining()) channel.write(source);
            }
        }
        if (Files.size(path) != size) throw new IOException("the file has " + Files.size(path) + " bytes");
    }

    Figures throughAsyncFile() throws Exception {
        try (AsyncFile file = AsyncFile.open(path)) {
            return measure((position, target) -> file.readFully(target, position));
        }
    }

    Figures throughThreads(int threads) throws Exception {
        Loop loop = Loop.current();
        try (FileChannel channel = FileChannel.open(path);
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            return measure((position, target) -> {
                boolean full = loop.runInExecutor(pool, () -> readFully(channel, target, position))
                        .await();
                if (!full) throw new EOFException(path + " is too short");
            });
        }
    }

    private static boolean readFully(FileChannel channel, ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position()) < 0) return false;
        }
        return true;
    }

    private Figures measure(Read read) {
        Loop loop = Loop.current();
        Histogram lateness = new Histogram(DIGITS);
        Task<?> ticker = Async.spawn(() -> tick(loop, lateness));
        long start = loop.time();
        TaskGroup.run(group -> {
            for (int i = 0; i < concurrency; i++) {
                Random random = new Random(SEED + i);
                int share = reads / concurrency + (i < reads % concurrency ? 1 : 0);
                group.spawn(() -> readAtRandom(read, random, share));
            }
        });
        Duration time = Duration.ofNanos(loop.time() - start);
        ticker.cancel("the reads are done");
        return new Figures(loop.backend(), time, lateness);
    }

    private void readAtRandom(Read read, Random random, int count) throws Exception {
        ByteBuffer target = ByteBuffer.allocateDirect(block);
        for (int i = 0; i < count; i++) {
            read.at(random.nextLong(size / block) * block, target.clear());
        }
    }

    private static void tick(Loop loop, Histogram lateness) {
        while (true) {
            long due = loop.time() + TICK.toNanos();
            Async.sleep(TICK);
            lateness.recordValue(Math.max(0, loop.time() - due));
        }
    }
}
