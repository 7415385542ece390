package dev.pirn.process;

import static dev.pirn.Async.await;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.BusyException;
import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.LimitExceededException;
import dev.pirn.Pirn;
import dev.pirn.Signal;
import dev.pirn.Task;
import dev.pirn.TimedOutException;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import dev.pirn.tck.OpenDescriptors;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every way to start processes has to do, with programs that every Unix has. */
abstract class Processes {

    private static final String PROPERTY = "pirn.process";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String way;
    private final int many;

    @TempDir
    Path home;

    /**
     * @param way what the system property says
     * @param many how many processes this way has to manage at once
     */
    Processes(String way, int many) {
        this.way = way;
        this.many = many;
    }

    private boolean isOwn() {
        return way.equals("own");
    }

    @BeforeEach
    void takeTheWay() {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"));
        System.setProperty(PROPERTY, way);
    }

    @AfterEach
    void leaveTheWay() {
        System.clearProperty(PROPERTY);
    }

    private static Subprocess sleeping() throws IOException {
        return Subprocess.exec("sleep", "60").start();
    }

    // output, input, status

    @LoopTest
    void whatAProgramWritesAndHowItEnds(LoopCase loops) {
        loops.run(() -> {
            Output output =
                    Subprocess.shell("printf out; printf err >&2; exit 3").run();
            assertEquals("out", output.text());
            assertEquals("err", output.errorText());
            assertEquals(ExitStatus.exited(3), output.status());
            IOException thrown = assertThrows(IOException.class, output::requireSuccess);
            assertTrue(String.valueOf(thrown.getMessage()).endsWith("exit code 3: err"), thrown.toString());
            assertEquals(
                    "a  b",
                    Subprocess.exec("printf", "%s", "a  b")
                            .run()
                            .requireSuccess()
                            .text());
        });
    }

    @LoopTest
    void linesGoToAndFro(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess cat = Subprocess.exec("cat").start()) {
                for (int i = 0; i < 20; i++) {
                    cat.stdin().write("line " + i + "\n");
                    assertEquals("line " + i, cat.stdout().readLine());
                }
                cat.stdin().close();
                assertNull(cat.stdout().readLine());
                assertTrue(cat.awaitExit().isSuccess());
                assertThrows(ClosedChannelException.class, () -> cat.stdin().write("late"));
            }
        });
    }

    @LoopTest
    void largeInputAndOutputDoNotBlockEachOther(LoopCase loops) {
        byte[] bytes = new byte[1 << 20];
        new Random(loops.seed()).nextBytes(bytes);
        loops.run(() -> {
            Output output =
                    Subprocess.shell("head -c 300000 /dev/zero >&2; cat").run(bytes);
            assertArrayEquals(bytes, output.bytes());
            assertEquals(300_000, output.errorBytes().length);
        });
    }

    @LoopTest
    void inputThatNobodyWantsIsNoFailure(LoopCase loops) {
        loops.run(() -> assertTrue(
                Subprocess.exec("true").run(new byte[1 << 20]).status().isSuccess()));
    }

    @LoopTest
    void whatWasWrittenBeforeTheEndIsReadAfterIt(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess process =
                    Subprocess.shell("head -c 40000 /dev/zero; printf late >&2").start()) {
                process.awaitExit();
                assertFalse(process.isAlive());
                assertEquals(40_000, process.stdout().readAll().length);
                assertEquals("late", process.stderr().readLine());
            }
        });
    }

    @LoopTest
    void endlessOutputIsReadInPieces(LoopCase loops) {
        loops.run(() -> {
            Subprocess yes = Subprocess.exec("yes").start();
            try (yes) {
                int count = 0;
                for (String line : yes.stdout().lines()) {
                    assertEquals("y", line);
                    if (++count == 1000) break;
                }
            }
            assertFalse(yes.isAlive());
        });
    }

    @LoopTest
    void outputBeyondTheLimitEndsTheProgram(LoopCase loops) {
        loops.run(() -> {
            Set<Long> before = children();
            LimitExceededException thrown = assertThrows(
                    LimitExceededException.class,
                    () -> Subprocess.exec("yes").outputLimit(1000).run());
            assertEquals("more output than 1000 bytes from \"yes\"", thrown.getMessage());
            awaitNoChildrenBut(before);
            assertEquals(
                    4, Subprocess.exec("printf", "1234").outputLimit(4).run().bytes().length);
        });
    }

    @LoopTest
    void aWriterWaitsForAReaderAndOnlyThat(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess sleeping = sleeping()) {
                Task<?> other = spawn(() -> sleep(Duration.ofMillis(1)));
                assertThrows(
                        TimedOutException.class,
                        () -> timeout(
                                Duration.ofMillis(30), () -> sleeping.stdin().write(new byte[1 << 20])));
                assertTrue(other.isDone());
            }
        });
    }

    @LoopTest
    void aCancelledReadHasTakenNothing(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess cat = Subprocess.exec("cat").start()) {
                assertThrows(
                        TimedOutException.class,
                        () -> timeout(Duration.ofMillis(5), () -> cat.stdout().readLine()));
                cat.stdin().write("weft");
                assertThrows(
                        TimedOutException.class,
                        () -> timeout(Duration.ofMillis(20), () -> cat.stdout().readLine()));
                cat.stdin().write(" and warp\n");
                assertEquals("weft and warp", cat.stdout().readLine());
            }
        });
    }

    @LoopTest
    void twoReadersAreRefused(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess cat = Subprocess.exec("cat").start()) {
                Task<@Nullable String> first = spawn(() -> cat.stdout().readLine());
                yieldNow();
                assertThrows(BusyException.class, () -> cat.stdout().readLine());
                cat.stdin().write("x\n");
                assertEquals("x", await(first));
            }
        });
    }

    // options

    @LoopTest
    void itRunsInItsDirectoryWithItsVariables(LoopCase loops) {
        loops.run(() -> {
            Path real = home.toRealPath();
            assertEquals(
                    real + "\n", Subprocess.exec("pwd").directory(real).run().text());
            String line = "printf '%s,%s' \"$PIRN_A\" \"$HOME\"";
            assertEquals(
                    "1 2," + System.getenv("HOME"),
                    Subprocess.shell(line).variable("PIRN_A", "1 2").run().text());
            assertEquals(
                    "ä,",
                    Subprocess.shell(line)
                            .environment(Map.of("PIRN_A", "ä"))
                            .run()
                            .text());
        });
    }

    @LoopTest
    void streamsGoWhereTheyAreRedirectedTo(LoopCase loops) {
        loops.run(() -> {
            Path file = home.resolve("file");
            Command write = Subprocess.shell("printf a; printf b >&2; printf c").stdin(Redirect.INHERIT);
            assertEquals("abc", write.stderr(Redirect.STDOUT).run().text());
            assertEquals("ac", write.stderr(Redirect.DISCARD).run().text());
            assertEquals(
                    "b",
                    write.stdout(Redirect.file(file))
                            .stderr(Redirect.PIPE)
                            .run()
                            .errorText());
            assertEquals("ac", Files.readString(file));
            write.stdout(Redirect.append(file)).stderr(Redirect.STDOUT).run();
            assertEquals("acabc", Files.readString(file));
            assertEquals(
                    "acabc",
                    Subprocess.exec("cat").stdin(Redirect.file(file)).run().text());
            assertEquals(0, Subprocess.exec("cat").stdin(Redirect.DISCARD).run().bytes().length);
            try (Subprocess process = write.stdout(Redirect.DISCARD).start()) {
                assertThrows(IllegalStateException.class, process::stdout);
                assertThrows(IllegalStateException.class, process::stdin);
                process.awaitExit();
            }
        });
    }

    // the end

    @LoopTest
    void manyCoroutinesAwaitOneExit(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess cat = Subprocess.exec("cat").start()) {
                List<Task<ExitStatus>> waiters = new ArrayList<>();
                for (int i = 0; i < 5; i++) waiters.add(spawn(cat::awaitExit));
                yieldNow();
                cat.stdin().close();
                assertEquals(Collections.nCopies(5, ExitStatus.exited(0)), gather(waiters));
                assertEquals(ExitStatus.exited(0), cat.awaitExit());
            }
        });
    }

    @LoopTest
    void case138_theStatusTellsTheSignal(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess terminated = sleeping();
                    Subprocess killed = sleeping()) {
                assertTrue(terminated.terminate());
                assertTrue(toThread(killed::kill), "from any thread");
                assertEquals(-15, terminated.awaitExit().returnCode());
                assertEquals(ExitStatus.signalled(9), killed.awaitExit());
                assertEquals("ended by SIGKILL", killed.awaitExit().toString());
            }
        });
    }

    @LoopTest
    void case138_otherSignalsTakeEffectOrAreRefused(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess process = sleeping()) {
                assertThrows(IllegalArgumentException.class, () -> process.signal(0));
                if (isOwn()) {
                    assertTrue(process.signal(Signal.USR1));
                    assertEquals(-Signal.USR1.number(), process.awaitExit().returnCode());
                } else {
                    UnsupportedOperationException thrown =
                            assertThrows(UnsupportedOperationException.class, () -> process.signal(Signal.USR1));
                    assertTrue(String.valueOf(thrown.getMessage()).contains("SIGUSR1"), thrown.toString());
                }
            }
        });
    }

    @LoopTest
    void case138_aSignalToAnEndedProcessReachesNobody(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess ended = Subprocess.exec("true").start()) {
                ended.awaitExit();
                assertFalse(ended.kill());
                assertFalse(ended.terminate());
                assertEquals(ExitStatus.exited(0), ended.status());
            }
        });
    }

    @LoopTest
    void case138_theEndOfAShellDoesNotWaitForItsChildren(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess shell = Subprocess.shell("sleep 60 & echo $!; wait").start()) {
                String grandchild = String.valueOf(shell.stdout().readLine());
                shell.kill();
                assertEquals(9, timeout(PATIENCE, shell::awaitExit).signal());
                Subprocess.exec("kill", grandchild).run().requireSuccess(); // it is still there, with the pipe
            }
        });
    }

    @LoopTest
    void case140_whoIsCancelledBeforeOrWhileStartingLeavesNoChild(LoopCase loops) {
        loops.run(() -> {
            Set<Long> before = children();
            CancelScope scope = new CancelScope();
            scope.cancel();
            scope.run(() -> assertThrows(Cancelled.class, Processes::sleeping));
            Task<?> starting = spawn(() -> {
                try (Subprocess process = sleeping()) {
                    process.awaitExit();
                }
            });
            yieldNow();
            starting.cancel("not wanted any more");
            assertThrows(CancellationException.class, starting::await);
            awaitNoChildrenBut(before);
        });
    }

    @LoopTest
    void case140_aCancelledWaitLeavesTheProcessAlone(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess cat = Subprocess.exec("cat").start()) {
                assertThrows(TimedOutException.class, () -> timeout(Duration.ofMillis(5), cat::awaitExit));
                assertTrue(cat.isAlive());
                cat.stdin().close();
                assertTrue(cat.awaitExit().isSuccess());
            }
        });
    }

    @LoopTest
    void case140_aFailedStartNamesTheProgramAndLeaksNothing(LoopCase loops) {
        loops.run(() -> {
            failToStart(); // what is made once is made now
            Set<Long> before = children();
            int open = OpenDescriptors.count();
            for (int i = 0; i < 10; i++) failToStart();
            assertEquals(open, OpenDescriptors.count());
            assertEquals(before, children());
        });
    }

    private void failToStart() {
        IOException thrown = assertThrows(IOException.class, Subprocess.exec("no-such-program")::start);
        assertTrue(
                String.valueOf(thrown.getMessage()).startsWith("cannot start \"no-such-program\": "),
                thrown.toString());
        Path nowhere = home.resolve("nowhere");
        thrown = assertThrows(IOException.class, Subprocess.exec("true").directory(nowhere)::start);
        assertTrue(String.valueOf(thrown.getMessage()).contains(nowhere.toString()), thrown.toString());
        Command unreadable = Subprocess.exec("true").stdin(Redirect.file(nowhere));
        thrown = assertThrows(IOException.class, unreadable::start);
        assertTrue(String.valueOf(thrown.getMessage()).contains(nowhere.toString()), thrown.toString());
    }

    @LoopTest
    void case140_closeEndsWhatRunsAndLeavesWhatHasEnded(LoopCase loops) {
        loops.run(() -> {
            Subprocess running = sleeping();
            running.close();
            assertEquals(ExitStatus.signalled(15), running.status());
            running.close();
            Subprocess ended = Subprocess.shell("exit 7").start();
            ended.awaitExit();
            ended.close();
            assertEquals(ExitStatus.exited(7), ended.status());
            Subprocess aborted = sleeping();
            aborted.abort();
            assertEquals(ExitStatus.signalled(9), aborted.awaitExit());
        });
    }

    @LoopTest
    void case142_anIdleWritePipeNoticesThatItsReaderWentAway(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess process =
                    Subprocess.shell("echo ready; read line; exec sleep 60 <&-").start()) {
                process.stdout().readLine();
                assertThrows(TimedOutException.class, () -> timeout(Duration.ofMillis(5), process::awaitInputBroken));
                process.stdin().write("go\n");
                process.stdin().flush();
                if (!isOwn()) process.kill(); // the JDK's pipes do not report it
                timeout(PATIENCE, process::awaitInputBroken);
                assertEquals(isOwn(), process.isAlive());
                if (isOwn()) assertThrows(IOException.class, () -> writeUntilTold(process));
            }
        });
    }

    private static void writeUntilTold(Subprocess process) throws IOException {
        process.stdin().write("anybody?");
        process.stdin().flush();
    }

    // cancelling what has a process

    @LoopTest
    void aCancelledScopeAsksFirst(LoopCase loops) {
        loops.run(() -> {
            Subprocess polite = Subprocess.shell("trap 'kill $!; exit 3' TERM; sleep 60 & echo ready; wait")
                    .start();
            cancelInBlockOf(polite);
            assertEquals(ExitStatus.exited(3), polite.status());
        });
    }

    @LoopTest
    void aCancelledScopeKillsWhoDoesNotListen(LoopCase loops) {
        loops.run(() -> {
            Subprocess stubborn = Subprocess.shell("trap '' TERM; echo ready; exec sleep 60")
                    .grace(Duration.ofMillis(20))
                    .start();
            cancelInBlockOf(stubborn);
            assertEquals(ExitStatus.signalled(9), stubborn.status());
        });
    }

    private static void cancelInBlockOf(Subprocess process) throws IOException {
        CancelScope scope = new CancelScope();
        scope.run(() -> {
            try (process) {
                assertEquals("ready", process.stdout().readLine());
                scope.cancel();
                process.awaitExit();
            }
        });
        assertTrue(scope.cancelCaught());
        assertFalse(process.isAlive());
    }

    @LoopTest
    void aCancelledRunEndsItsProgram(LoopCase loops) {
        loops.run(() -> {
            Set<Long> before = children();
            Command sleep = Subprocess.exec("sleep", "60");
            assertThrows(TimedOutException.class, () -> timeout(Duration.ofMillis(10), () -> sleep.run()));
            awaitNoChildrenBut(before); // one that was only starting is killed, and reaped a little later
        });
    }

    @LoopTest
    void processesEndWithTheirLoop(LoopCase loops) throws Exception {
        List<Subprocess> started = new ArrayList<>();
        loops.run(() -> started.add(sleeping()));
        ProcessHandle.of(started.getFirst().pid())
                .ifPresent(left -> left.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }

    @LoopTest
    void aDroppedProcessIsReportedAndEnded(LoopCase loops) {
        loops.expectReports(1);
        loops.run(() -> {
            Set<Long> before = children();
            await(spawn(() -> {
                sleeping();
            }));
            while (loops.reports().isEmpty()) {
                System.gc();
                sleep(Duration.ofMillis(2));
            }
            awaitNoChildrenBut(before);
        });
        String report = String.valueOf(loops.reports().getFirst().failure());
        assertTrue(report.contains("sleep"), report);
    }

    // many

    @LoopTest
    void descriptorsComeBack(LoopCase loops) {
        loops.run(() -> {
            Subprocess.exec("true").run();
            int open = OpenDescriptors.count();
            for (int i = 0; i < 5; i++) {
                Subprocess.shell("cat; exit 1").run("x");
                sleeping().close();
                try (Subprocess ended = Subprocess.exec("true").start()) {
                    ended.awaitExit();
                }
            }
            while (OpenDescriptors.count() > open) sleep(Duration.ofMillis(1)); // the JDK closes some in threads
        });
    }

    @LoopTest(coroutines = "loop")
    void manyAtOnce(LoopCase loops) {
        Assumptions.assumeFalse(loops.debug());
        loops.run(() -> {
            List<Subprocess> all = new ArrayList<>();
            int threads = threads();
            Command cat = Subprocess.exec("cat").stderr(Redirect.INHERIT);
            for (int i = 0; i < many; i++) all.add(cat.start());
            for (Subprocess process : all) process.stdin().write("thread " + process.pid() + "\n");
            for (Subprocess process : all)
                assertEquals("thread " + process.pid(), process.stdout().readLine());
            if (isOwn()) assertTrue(threads() - threads < 10, threads + " threads, then " + threads());
            for (Subprocess process : all) process.stdin().close();
            for (Subprocess process : all) assertTrue(process.awaitExit().isSuccess());
            all.forEach(Subprocess::close);
        });
    }

    @LoopTest
    void theEndOfAProcessIsAWaitThatADumpNames(LoopCase loops) {
        loops.run(() -> {
            try (Subprocess process = Subprocess.exec("sleep", "1000").start()) {
                Task<?> waiter = spawn("waiter", process::awaitExit);
                WaitInfo wait = waitOf("waiter");
                assertEquals("process", wait.kind());
                assertTrue(wait.what().startsWith("the end of "), wait::toString);
                process.kill();
                waiter.await();
            }
        });
    }

    private static WaitInfo waitOf(String task) {
        while (true) {
            Optional<WaitInfo> wait = Pirn.dump().tasks().values().stream()
                    .filter(seen -> seen.name().equals(task))
                    .map(TaskInfo::waitsFor)
                    .filter(Objects::nonNull)
                    .findFirst();
            if (wait.isPresent()) return wait.get();
            yieldNow();
        }
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    // what the system says

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static void awaitNoChildrenBut(Set<Long> expected) {
        while (!expected.containsAll(children())) sleep(Duration.ofMillis(2));
    }
}
