package dev.pirn.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import dev.pirn.observe.Stall.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is a stall of the program's, and what is not, by looks at a loop that is made up. */
class LoopWatchTest {

    private static final StackTraceElement USER = frame("com.example.Shop", "orders");
    private static final StackTraceElement TASK = frame("dev.pirn.TaskCore", "call");
    private static final StackTraceElement TURN = frame("dev.pirn.RunLoop", "turn");

    @TempDir
    Path directory;

    private final RecentStalls stalls = new RecentStalls();
    private final MadeUpThread thread = new MadeUpThread();
    private final List<LogRecord> logged = new ArrayList<>();
    private final Logger logger = Logger.getLogger("dev.pirn");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private MadeUpLoop loop = new MadeUpLoop(Path.of("nowhere"));
    private LoopWatch watch = watch(loop, 100, false);
    private long ran;
    private long waited;

    @BeforeEach
    void makeLoop() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        loop = new MadeUpLoop(directory);
        watch = watch(loop, 100, false);
        thread.stack = List.of(USER, TASK, TURN);
        kernel(0, 0, 'R');
        watch.look(0, 0);
    }

    @AfterEach
    void restoreLogger() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }

    private LoopWatch watch(MadeUpLoop watched, long millis, boolean isCold) {
        long nanos = Duration.ofMillis(millis).toNanos();
        return new LoopWatch(watched, new StallLimit(nanos, () -> isCold), stalls);
    }

    /** The kernel's sums go on by so many milliseconds, and it has the thread in a state. */
    private void kernel(long ranMillis, long waitedMillis, char state) {
        ran += Duration.ofMillis(ranMillis).toNanos();
        waited += Duration.ofMillis(waitedMillis).toNanos();
        try {
            Files.writeString(directory.resolve("schedstat"), ran + " " + waited + " 1\n");
            Files.writeString(directory.resolve("stat"), "7 (main) " + state + " 1 2");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many looks, 50 ms apart, before each of which the kernel's sums have gone on. */
    private void looks(int count, long ranMillis, long waitedMillis, char state) {
        long period = Duration.ofMillis(50).toNanos();
        for (int i = 0; i < count; i++) {
            kernel(ranMillis, waitedMillis, state);
            watch.look(period, period);
        }
    }

    private void computes(int looks) {
        looks(looks, 50, 0, 'R');
    }

    private void waits(int looks) {
        looks(looks, 0, 0, 'S');
    }

    private Stall only() {
        assertEquals(1, stalls.toList().size(), () -> stalls.toList().toString());
        return stalls.toList().getFirst();
    }

    private void assertNoStall() {
        assertEquals(List.of(), stalls.toList());
        assertEquals(List.of(), logged.stream().map(LogRecord::getMessage).toList());
    }

    // the program's

    @Test
    void aStepThatComputesIsAStallWithBothTimesInOneLine() {
        computes(1);
        assertNoStall();
        looks(1, 50, 0, 'R');
        looks(4, 20, 30, 'R');
        assertEquals(Reason.RUNS, only().reason());
        assertEquals(USER, only().culprit());
        assertEquals(300, only().millis());
        assertEquals(180, only().cpuMillis());
        assertEquals(1, logged.size());
        String line = logged.getFirst().getMessage();
        assertEquals(
                "the loop of main has not turned for 100 ms (100 ms of processor time): a callback runs, at " + USER,
                line);
        loop.turns++;
        computes(1);
        assertTrue(only().isOver());
        assertEquals(1, logged.size()); // that it turns again is no warning
    }

    @Test
    void theStackIsLoggedAtFine() {
        logger.setLevel(Level.FINE);
        computes(2);
        assertEquals(
                List.of(Level.WARNING, Level.FINE),
                logged.stream().map(LogRecord::getLevel).toList());
        assertTrue(logged.getLast().getMessage().contains("\n\tat " + TASK), logged.getLast()::getMessage);
    }

    @Test
    void aStepThatSleepsIsOneAlsoInAClassInitialiser() {
        thread.state = Thread.State.TIMED_WAITING;
        thread.stack =
                List.of(frame("java.lang.Thread", "sleep"), frame("com.example.Shop", "<clinit>"), USER, TASK, TURN);
        waits(2);
        assertEquals(Reason.BLOCKING_CALL, only().reason());
        assertEquals(0, only().cpuMillis());
    }

    @Test
    void soIsOneThatReadsAFile() {
        thread.stack = List.of(nativeFrame("sun.nio.ch.UnixFileDispatcherImpl", "read0"), USER, TASK, TURN);
        waits(2);
        assertEquals(Reason.BLOCKING_CALL, only().reason());
    }

    @Test
    void whereNothingIsKnownOfTheThreadTimeIsByTheClock() {
        loop.schedStat.enteredByHand();
        computes(2);
        assertEquals(100, only().millis());
        assertEquals(-1, only().cpuMillis());
    }

    @Test
    void aThreadThatDoesNothingForVeryLongIsReportedAsWhatItIs() {
        waits(19);
        assertNoStall();
        waits(1);
        assertEquals(Reason.LOCK, only().reason());
        assertTrue(only().why().contains("another thread initialises"), only()::toString);
    }

    // the JVM's, and the machine's

    @Test
    void loadingClassesIsNone() {
        thread.stack = List.of(
                frame("java.util.zip.Inflater", "inflate"),
                frame("jdk.internal.loader.BuiltinClassLoader", "loadClass"),
                USER,
                TASK,
                TURN);
        computes(100);
        assertNoStall();
    }

    @Test
    void readingThemFromADiskIsNone() {
        thread.stack = List.of(
                nativeFrame("java.io.RandomAccessFile", "readBytes0"),
                frame("jdk.internal.loader.BuiltinClassLoader", "loadClass"),
                USER,
                TASK,
                TURN);
        looks(100, 1, 0, 'D');
        assertNoStall();
    }

    @Test
    void norIsLinking() {
        thread.stack = List.of(
                frame("java.util.HashMap", "get"),
                frame("java.lang.invoke.MethodHandleNatives", "linkCallSite"),
                USER,
                TASK,
                TURN);
        computes(100);
        assertNoStall();
    }

    @Test
    void norIsAStaticInitialiser() {
        thread.stack = List.of(USER, frame("com.example.Shop", "<clinit>"), USER, TASK, TURN);
        computes(100);
        assertNoStall();
    }

    @Test
    void aStaticInitialiserThatRunsTheLoopDoesNotHideItsStalls() {
        thread.stack = List.of(USER, TURN, frame("com.example.Main", "<clinit>"));
        computes(2);
        assertEquals(Reason.RUNS, only().reason());
    }

    @Test
    void waitingForAClassLoadersLockIsNone() {
        thread.state = Thread.State.BLOCKED;
        thread.stack = List.of(frame("jdk.internal.loader.BuiltinClassLoader", "loadClassOrNull"), USER, TASK, TURN);
        waits(100);
        assertNoStall();
    }

    /** For the garbage collector or the compiler: there is no native frame, and yet the thread sleeps. */
    @Test
    void aThreadThatTheJvmStopsIsNone() {
        waits(18);
        computes(1);
        waits(18);
        assertNoStall();
    }

    @Test
    void aThreadThatGetsNoProcessorIsNone() {
        looks(100, 0, 50, 'R');
        assertNoStall();
        thread.stack = List.of(nativeFrame("com.example.Shop", "reads"), USER, TASK, TURN);
        looks(100, 0, 50, 'S');
        assertNoStall();
    }

    @Test
    void whatLoadedClassesFirstIsNamedByWhatItDoesThen() {
        thread.stack = List.of(frame("java.lang.ClassLoader", "loadClass"), USER, TASK, TURN);
        computes(10);
        thread.stack = List.of(USER, TASK, TURN);
        computes(1);
        assertNoStall();
        computes(1);
        assertEquals(Reason.RUNS, only().reason());
        assertEquals(600, only().millis());
    }

    @Test
    void whatIsNoStallCanBeLookedUpAtFine() {
        logger.setLevel(Level.FINE);
        looks(100, 0, 50, 'R');
        assertEquals(1, logged.size());
        assertEquals(Level.FINE, logged.getFirst().getLevel());
    }

    @Test
    void whileTheJvmIsColdTheDefaultIsLaxerAndWhatWasSetIsKept() {
        watch = watch(loop, 100, true);
        watch.look(0, 0);
        computes(5);
        assertNoStall();
        computes(1);
        assertEquals(300, only().millis());
        watch = watch(loop, 50, true);
        watch.look(0, 0);
        computes(1);
        assertEquals(2, stalls.toList().size());
    }

    @Test
    void aThreadThatSleepsIsNoLongerAsleepForThat() {
        watch = watch(loop, 100, true);
        watch.look(0, 0);
        thread.state = Thread.State.TIMED_WAITING;
        thread.stack = List.of(frame("java.lang.Thread", "sleep"), USER, TASK, TURN);
        waits(2);
        assertEquals(100, only().millis());
    }

    // one step, or many

    @Test
    void manyStepsAreCalledThat() {
        for (int i = 0; i < 2; i++) {
            loop.step++;
            computes(1);
        }
        assertEquals(Reason.MANY_STEPS, only().reason());
    }

    @Test
    void oneStepThatBeganLateInTheTurnIsNoManySteps() {
        computes(1);
        loop.step++;
        computes(1);
        assertNoStall(); // not known yet
        computes(1);
        assertEquals(Reason.RUNS, only().reason());
    }

    @Test
    void aLongStepAfterManyIsReportedAsThat() {
        for (int i = 0; i < 2; i++) {
            loop.step++;
            computes(1);
        }
        computes(2);
        assertEquals(Reason.RUNS, only().reason());
        assertEquals(2, logged.size());
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, type + ".java", 1);
    }

    private static StackTraceElement nativeFrame(String type, String method) {
        return new StackTraceElement(type, method, type + ".java", -2);
    }

    /** A thread that is where the test says. */
    private static final class MadeUpThread extends Thread {

        private List<StackTraceElement> stack = List.of();
        private State state = State.RUNNABLE;

        @Override
        public StackTraceElement[] getStackTrace() {
            return stack.toArray(StackTraceElement[]::new);
        }

        @Override
        public State getState() {
            return state;
        }
    }

    /** A loop that is held. */
    private final class MadeUpLoop implements LoopView {

        private final SchedStat schedStat;
        private final SlowSteps slowSteps = new SlowSteps(this, Duration.ofHours(1));
        private long turns;
        private int step;

        MadeUpLoop(Path kernel) {
            this.schedStat = new SchedStat(kernel);
        }

        @Override
        public int id() {
            return 1;
        }

        @Override
        public String name() {
            return "main";
        }

        @Override
        public String backend() {
            return "none";
        }

        @Override
        public String coroutines() {
            return "none";
        }

        @Override
        public @Nullable String missingFlag() {
            return null;
        }

        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public boolean debug() {
            return false;
        }

        @Override
        public long turns() {
            return turns;
        }

        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public int stepMark() {
            return step;
        }

        @Override
        public Thread thread() {
            return thread;
        }

        @Override
        public @Nullable TaskView currentTask() {
            return null;
        }

        @Override
        public SchedStat schedStat() {
            return schedStat;
        }

        @Override
        public SlowSteps slowSteps() {
            return slowSteps;
        }

        @Override
        public Meter meter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void turnSoon() {}
    }
}
