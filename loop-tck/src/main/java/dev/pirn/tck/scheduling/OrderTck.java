package dev.pirn.tck.scheduling;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.file.AsyncFile;
import dev.pirn.observe.Meter;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoFile;
import dev.pirn.spi.IoFiles;
import dev.pirn.sync.CapacityLimiter;
import dev.pirn.tck.ForwardingDriver;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What a program does, it does in the same order each time: not in that of identity hashes, or of what ran before. */
class OrderTck {

    private static final int MANY = 50;

    @LoopTest
    void tasksWithoutNamesAreCalledAlikeInEachRun(LoopCase loops) {
        assertEquals(namesOfARun(loops), namesOfARun(loops));
    }

    private static List<String> namesOfARun(LoopCase loops) {
        List<String> names = new ArrayList<>();
        loops.run(() -> {
            for (int i = 0; i < MANY; i++) names.add(spawn(() -> yieldNow()).name());
        });
        return names;
    }

    @LoopTest
    void borrowersAreInTheOrderInWhichTheyBorrowed(LoopCase loops) {
        loops.run(() -> {
            CapacityLimiter limiter = new CapacityLimiter(MANY);
            List<Object> borrowers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Object borrower = new Object();
                borrowers.add(borrower);
                limiter.acquireOnBehalfOf(borrower);
            }
            assertEquals(borrowers, List.copyOf(limiter.statistics().borrowers()));
        });
    }

    @LoopTest
    void failuresThatWereNeverReadAreReportedInTheOrderOfTheirHappening(LoopCase loops) {
        List<Task<?>> reachable = new ArrayList<>(); // until the run has ended
        loops.run(() -> {
            for (int i = 0; i < MANY; i++) {
                String name = "failing " + i;
                reachable.add(spawn(name, () -> {
                    throw new IllegalStateException(name);
                }));
            }
            yieldNow();
        });
        loops.expectReports(MANY);
        List<String> reported = loops.reports().stream()
                .map(report -> String.valueOf(report.failure()).replaceAll(".*: ", ""))
                .toList();
        assertEquals(reachable.stream().map(Task::name).toList(), reported);
    }

    @LoopTest
    void aMetersTasksAreInTheOrderOfTheirStart(LoopCase loops) {
        loops.run(() -> {
            try (Meter meter = Loop.current().meter()) {
                List<String> names = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    names.add("yielding " + i);
                    spawn("yielding " + i, () -> yieldsTwice());
                }
                yieldNow();
                yieldNow();
                List<String> measured = meter.read().tasks().values().stream()
                        .map(Meter.TaskReading::name)
                        .filter(names::contains)
                        .toList();
                assertEquals(names, measured);
            }
        });
    }

    private static void yieldsTwice() {
        for (int i = 0; i < 4; i++) yieldNow();
    }

    @LoopTest
    void whatIsPendingOfAFileIsCancelledInItsOrder(LoopCase loops) throws Exception {
        SlowFiles files = new SlowFiles();
        IoDriver real = Loops.named(loops.backend()).newDriver();
        try (Runner runner = Runner.builder()
                .driver(new WithFiles(real, files))
                .coroutines(loops.coroutines())
                .cancelOnSigint(false)
                .cancelOnSigterm(false)
                .build()) {
            runner.run(() -> {
                AsyncFile file = AsyncFile.open(Path.of("slow"));
                for (int i = 0; i < MANY; i++) {
                    long position = i;
                    spawn(() -> readsUntilClosed(file, position));
                }
                yieldNow();
                file.close();
            });
        }
        assertEquals(
                IntStream.range(0, MANY)
                        .mapToObj(Long::valueOf)
                        .map(String::valueOf)
                        .toList(),
                files.cancelled);
    }

    private static void readsUntilClosed(AsyncFile file, long position) throws Exception {
        try {
            file.read(ByteBuffer.allocateDirect(1), position);
        } catch (java.nio.channels.AsynchronousCloseException _) {
            return; // as it shall be
        }
    }

    /** A driver with files of its own. */
    private static final class WithFiles extends ForwardingDriver {

        private final IoFiles files;

        WithFiles(IoDriver driver, IoFiles files) {
            super(driver);
            this.files = files;
        }

        @Override
        public IoFiles files() {
            return files;
        }
    }

    /** Files whose reads end by being cancelled only, of which they keep the order. */
    private static final class SlowFiles implements IoFiles, IoFile {

        private final List<Completion> reading = new ArrayList<>();
        private final List<Long> positions = new ArrayList<>();
        private final List<String> cancelled = new ArrayList<>();

        @Override
        public IoFile open(Path path, Set<? extends OpenOption> options, Completion done) {
            done.completed(0);
            return this;
        }

        @Override
        public int read(ByteBuffer target, long position, Completion done) {
            reading.add(done);
            positions.add(position);
            return IoDriver.PENDING;
        }

        @Override
        public void cancel(Completion done) {
            cancelled.add(String.valueOf(positions.get(reading.indexOf(done))));
            done.completed(IoDriver.CANCELLED);
        }

        @Override
        public int write(ByteBuffer source, long position, Completion done) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int size(long[] answer, Completion done) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int truncate(long size, Completion done) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int sync(boolean metadata, Completion done) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int close(Completion done) {
            return 0;
        }
    }
}
