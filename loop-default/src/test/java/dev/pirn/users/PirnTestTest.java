package dev.pirn.users;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.junit.Check;
import dev.pirn.junit.PirnTest;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import dev.pirn.sync.Queue;
import dev.pirn.tck.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * Each kind of failure is found and says what to do, in both engines; what is right passes. The tests are run by JUnit
 * itself.
 */
@ResourceLock(Resources.SYSTEM_ERR)
class PirnTestTest {

    private static final String INNER = "pirn.test.junit";

    private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    private static final List<AutoCloseable> LEAKED = new ArrayList<>();

    /** Ends what a test left behind. */
    private static volatile CountDownLatch released = new CountDownLatch(1);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void reset() {
        SEEN.clear();
        released = new CountDownLatch(1);
    }

    @AfterEach
    void closeLeaked() throws Exception {
        released.countDown();
        for (AutoCloseable leaked : LEAKED) leaked.close();
        LEAKED.clear();
    }

    // what is right

    @Test
    void whatIsRightPasses() {
        Events tests = execute(Right.class);
        assertEquals(
                List.of(), failures(tests).stream().map(Throwable::toString).toList());
        assertEquals(tests.started().count(), tests.succeeded().count());
        assertTrue(tests.succeeded().count() >= 14);
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Right {

        private @Nullable Loop before;

        @BeforeEach
        void connect(Runner runner) {
            before = runner.run(Loop::current);
        }

        @AfterEach
        void disconnect(Runner runner, Loop loop) {
            assertSame(before, loop);
            assertTrue(runner.run(loop::onLoop));
        }

        @PirnTest(coroutines = {"loop", "baton"})
        void runsAsTheMainCoroutine(Loop loop) {
            assertTrue(loop.onLoop());
            assertSame(before, loop);
            assertEquals("main", dev.pirn.Async.currentTask().name());
        }

        @PirnTest(coroutines = {"loop", "baton"})
        void awaitsItsTasks() {
            Task<String> task = spawn(() -> {
                yieldNow();
                return "done";
            });
            assertEquals("done", task.await());
        }

        @PirnTest(coroutines = {"loop", "baton"})
        void mayLeaveATaskThatIsCancelled() {
            Task<?> task = spawn(() -> sleep(Duration.ofHours(1)));
            yieldNow();
            task.cancel("not needed");
        }

        @PirnTest(coroutines = {"loop", "baton"})
        void mayLeaveATaskThatIsAboutToEnd() {
            spawn(() -> yieldNow());
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                virtualTime = true)
        void sleepsForNothing(VirtualClock clock, Loop loop) {
            long start = clock.nanoTime();
            sleep(Duration.ofHours(10));
            assertEquals(Duration.ofHours(10).toNanos(), loop.time() - start);
        }

        @PirnTest(coroutines = {"loop", "baton"})
        void closesWhatItOpens(@TempDir Path directory) throws IOException {
            try (TcpServer _ = Tcp.listen("127.0.0.1", 0, stream -> {});
                    ServerSocket _ = new ServerSocket(0)) {
                dev.pirn.file.AsyncFile.writeString(directory.resolve("file"), "text");
            }
        }

        @PirnTest(debug = {false, true})
        void knowsItsMode(Loop loop) {
            SEEN.add(loop.debug());
        }
    }

    @Test
    void combinationsMultiplyAndNameTheInvocations() {
        Events tests = execute(Combined.class);
        List<String> names = tests.started()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
        List<String> expected = new ArrayList<>();
        for (LoopProvider provider : Loops.providers()) {
            if (!provider.availability().isAvailable()) continue;
            for (String engine : List.of("baton", "loop")) {
                expected.add(provider.name() + ", " + engine + ", debug");
                expected.add(provider.name() + ", " + engine);
            }
        }
        assertEquals(expected, names);
        assertEquals(expected, SEEN);
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Combined {

        @PirnTest(
                loops = {"*", "*"},
                coroutines = {"baton", "loop"},
                debug = {true, false})
        void tells(Loop loop) {
            SEEN.add(loop.backend() + ", " + loop.coroutines() + (loop.debug() ? ", debug" : ""));
        }
    }

    @Test
    void aTestThatNamesNothingRunsOnceOnWhatAProgramGets() {
        assertEquals(1, execute(Plain.class).succeeded().count());
        assertEquals(List.of(Loops.choose().name(), Loops.coroutines()), SEEN);
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Plain {

        @PirnTest
        void tells(Loop loop) {
            SEEN.add(loop.backend());
            SEEN.add(loop.coroutines());
        }
    }

    @Test
    void otherTemplatesMakeTheInvocations() {
        Events tests = execute(Templates.class);
        assertEquals(List.of(), failures(tests));
        assertEquals(
                List.of(1, 2, "again", "again", "mine"),
                SEEN.stream().sorted(PirnTestTest::byText).toList());
    }

    private static int byText(Object one, Object other) {
        return one.toString().compareTo(other.toString());
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Templates {

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @PirnTest(coroutines = "baton")
        void parameters(int number, Loop loop) {
            assertTrue(loop.onLoop());
            SEEN.add(number);
        }

        @RepeatedTest(2)
        @PirnTest
        void repetitions(Loop loop) {
            assertTrue(loop.onLoop());
            SEEN.add("again");
        }

        @Mine
        void composed(Loop loop) {
            assertTrue(loop.onLoop());
            SEEN.add("mine");
        }
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @PirnTest(virtualTime = true)
    @interface Mine {}

    @Test
    void parametersOfAClassMultiplyWithTheCombinations() {
        assertEquals(4, execute(Parameters.class).succeeded().count());
    }

    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    @EnabledIfSystemProperty(named = INNER, matches = "run")
    record Parameters(int number) {

        @PirnTest(coroutines = {"loop", "baton"})
        void runs(Loop loop) {
            assertTrue(loop.onLoop() && number > 0);
        }
    }

    // what is wrong

    @ParameterizedTest
    @ValueSource(
            classes = {
                LeavesATask.class,
                LeavesAFailure.class,
                LeavesAFailedCallback.class,
                LeavesAConnection.class,
                HoldsTheLoop.class
            })
    void whatIsWrongIsFoundUnlessItIsIgnored(Class<?> type) throws NoSuchFieldException {
        Events tests = execute(type);
        List<Throwable> failures = failures(tests);
        assertEquals(2, failures.size(), () -> type + ": " + failures);
        assertEquals(2, tests.succeeded().count(), type::toString);
        for (Throwable failure : failures)
            for (String words : type.getAnnotation(Says.class).value()) assertSays(words, failure);
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Says {

        String[] value();
    }

    @Says({"left tasks behind: worker, task-", "Await or cancel them", "─ worker #"})
    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class LeavesATask {

        @PirnTest(coroutines = {"loop", "baton"})
        void wrong() {
            spawn("worker", () -> sleep(Duration.ofHours(1)));
            spawn(() -> sleep(Duration.ofHours(1)));
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                ignore = Check.TASKS)
        void ignored() {
            wrong();
        }
    }

    @Says({"a failure was never read [task failing]: java.io.IOException: torn", "Await the task"})
    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class LeavesAFailure {

        @PirnTest(coroutines = {"loop", "baton"})
        void wrong() {
            spawn("failing", () -> {
                throw new IOException("torn");
            });
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                ignore = Check.FAILURES)
        void ignored() {
            wrong();
        }
    }

    @Says({"a callback failed", "IllegalStateException: back", "exceptionHandler"})
    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class LeavesAFailedCallback {

        @PirnTest(coroutines = {"loop", "baton"})
        void wrong() {
            Loop.current().callSoon(() -> {
                throw new IllegalStateException("back");
            });
            yieldNow();
        }

        @PirnTest(coroutines = {"loop", "baton"})
        void handled() {
            Loop.current().exceptionHandler((loop, report) -> SEEN.add(report));
            wrong();
        }
    }

    @Says({"1 open sockets", "socket:[", "Close them"})
    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class LeavesAConnection {

        @PirnTest(coroutines = {"loop", "baton"})
        void wrong() throws IOException {
            ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            LEAKED.add(peer);
            Tcp.connect(peer.getInetAddress().getHostAddress(), peer.getLocalPort());
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                ignore = Check.DESCRIPTORS)
        void ignored() throws IOException {
            wrong();
        }
    }

    @Says({"did not turn", "holdsIt", "toThread"})
    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class HoldsTheLoop {

        @PirnTest(
                coroutines = {"loop", "baton"},
                stallMillis = 100)
        void wrong() {
            holdsIt();
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                stallMillis = 100,
                ignore = Check.STALLS)
        void ignored() {
            holdsIt();
        }

        private static void holdsIt() {
            long end = System.nanoTime() + 400_000_000;
            while (System.nanoTime() < end) Thread.onSpinWait();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void descriptorsOfTheProcessAreNamed() {
        List<Throwable> failures = failures(execute(OpensForeign.class));
        assertEquals(2, failures.size());
        assertSays("still open", failures.get(0));
        assertSays("socket:[", failures.get(0));
        assertSays("left.txt", failures.get(1));
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    @org.junit.jupiter.api.TestMethodOrder(org.junit.jupiter.api.MethodOrderer.MethodName.class)
    static class OpensForeign {

        @PirnTest
        void aSocket() throws IOException {
            LEAKED.add(new ServerSocket(0));
        }

        @PirnTest
        void file() throws IOException {
            Path file = Path.of(System.getProperty("java.io.tmpdir"), "left.txt");
            LEAKED.add(Files.newOutputStream(
                    file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.DELETE_ON_CLOSE));
        }

        @PirnTest(ignore = Check.DESCRIPTORS)
        void ignored() throws IOException {
            LEAKED.add(new ServerSocket(0));
        }
    }

    @Test
    void aTestThatHangsIsCancelledAndTellsTheTree() {
        List<Throwable> failures = failures(execute(Hangs.class));
        assertEquals(4, failures.size());
        for (Throwable failure : failures) {
            assertSays("has not ended after 1 s", failure);
            assertSays("timeoutSeconds", failure);
            assertSays("main", failure);
        }
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("has not ended after 1 s"));
        assertEquals(List.of("cleaned up", "cleaned up"), SEEN);
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Hangs {

        @PirnTest(
                coroutines = {"loop", "baton"},
                timeoutSeconds = 1)
        void inAnAwait() {
            try {
                Loop.current().promise().await();
            } finally {
                SEEN.add("cleaned up");
            }
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                timeoutSeconds = 1,
                ignore = Check.STALLS)
        void inForeignCode() throws InterruptedException {
            Thread.sleep(Duration.ofHours(1));
        }
    }

    /** The test's end is that the inner tests end: each of these methods would go on until {@link #released} is set. */
    @Test
    void aTestThatHeedsNothingIsLeftBehind() {
        List<Throwable> failures = failures(execute(HeedsNothing.class));
        assertEquals(6, failures.size());
        for (Throwable failure : failures) assertSays("has not ended after 1 s", failure);
        long left = failures.stream()
                .filter(failure -> String.valueOf(failure.getMessage()).contains("are left behind"))
                .count();
        assertTrue(left >= 5, failures::toString); // with the engine "loop" a child that blocks holds nothing up
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class HeedsNothing {

        @PirnTest(
                coroutines = {"loop", "baton"},
                timeoutSeconds = 1)
        void itsChildBlocks() {
            spawn("sleeper", HeedsNothing::sleepsUntilReleased).await();
        }

        private static void sleepsUntilReleased() throws InterruptedException {
            assertTrue(released.await(1, TimeUnit.HOURS));
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                timeoutSeconds = 1)
        void spins() {
            while (released.getCount() > 0) Thread.onSpinWait();
        }

        @PirnTest(
                coroutines = {"loop", "baton"},
                timeoutSeconds = 1)
        void swallowsInterrupts() {
            int swallowed = 0;
            while (released.getCount() > 0) {
                try {
                    sleepsUntilReleased();
                } catch (InterruptedException _) {
                    swallowed++;
                }
            }
            assertTrue(swallowed > 0);
        }
    }

    @Test
    void inVirtualTimeADeadlockFailsAtOnceAndSaysWhatTasksWaitFor() {
        List<Throwable> failures = failures(execute(Deadlocks.class));
        assertEquals(2, failures.size());
        for (Throwable failure : failures) {
            assertSays("deadlock", failure);
            assertSays("taker", failure);
            assertSays("queue", failure);
        }
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Deadlocks {

        @PirnTest(
                coroutines = {"loop", "baton"},
                virtualTime = true,
                timeoutSeconds = 3600)
        void waitsForWhatNeverComes() {
            Queue<String> queue = new Queue<>(1);
            spawn("taker", queue::get).await();
        }
    }

    @Test
    void whatATestThrowsIsWhatItFailsWith() {
        List<Throwable> failures = failures(execute(Throws.class));
        assertEquals(4, failures.size());
        for (Throwable failure : failures) {
            assertTrue(failure instanceof IOException || failure instanceof AssertionError, failure::toString);
            assertEquals("mine", failure.getMessage());
            assertEquals(0, failure.getSuppressed().length);
        }
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Throws {

        @PirnTest(coroutines = {"loop", "baton"})
        void checked() throws IOException {
            spawn(() -> sleep(Duration.ofHours(1)));
            throw new IOException("mine");
        }

        @PirnTest(coroutines = {"loop", "baton"})
        void assertion() {
            throw new AssertionError("mine");
        }
    }

    // what cannot be run

    @Test
    void aBackendThatIsNotAvailableIsSkippedAndSaysWhy(@TempDir Path services) throws IOException {
        Path file = services.resolve("META-INF/services/" + LoopProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, Absent.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {services.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            Events tests = execute(NotHere.class);
            assertEquals(1, tests.succeeded().count());
            assertEquals(1, tests.aborted().count());
            assertSays(
                    "the loop \"absent\" is not available here: it is a test",
                    thrown(tests.aborted()).getFirst());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A backend that is nowhere available. */
    public static final class Absent implements LoopProvider {

        @Override
        public String name() {
            return "absent";
        }

        @Override
        public int priority() {
            return 1000;
        }

        @Override
        public Availability availability() {
            return Availability.no("it is a test");
        }

        @Override
        public Set<String> capabilities() {
            return Set.of();
        }

        @Override
        public IoDriver newDriver() {
            throw new AssertionError("not available");
        }
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class NotHere {

        @PirnTest(loops = {"absent", "nio"})
        void runs(Loop loop) {
            assertEquals("nio", loop.backend());
        }
    }

    @Test
    void whatMakesNoSenseFailsAndSaysWhy() {
        List<Throwable> failures = failures(execute(Nonsense.class));
        assertEquals(3, failures.size());
        String all = failures.toString();
        assertTrue(all.contains("no loop is called \"nil\""), all);
        assertTrue(all.contains("say @PirnTest(virtualTime = true)"), all);
        assertTrue(all.contains("@ParameterizedClass"), all);
    }

    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Nonsense {

        @PirnTest(loops = "nil")
        void unknownLoop(Loop loop) {
            assertNull(loop);
        }

        @PirnTest
        void clockOfRealTime(VirtualClock clock) {
            assertNull(clock);
        }

        @ParameterizedTest
        @ValueSource(ints = 1)
        @PirnTest(debug = {true, false})
        void severalCombinations(int number) {
            assertEquals(0, number);
        }
    }

    private Events execute(Class<?> type) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        System.setProperty(INNER, "run");
        try {
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(type))
                    .execute()
                    .testEvents();
        } finally {
            System.clearProperty(INNER);
            System.setErr(before);
        }
    }

    private static List<Throwable> failures(Events tests) {
        return thrown(tests.failed());
    }

    private static List<Throwable> thrown(Events tests) {
        return tests.map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .toList();
    }

    private static void assertSays(String words, Throwable failure) {
        assertTrue(
                String.valueOf(failure.getMessage()).contains(words), () -> "\"" + words + "\" is not in: " + failure);
    }
}
