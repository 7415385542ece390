package dev.pirn.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.pool.ProcessPool.Call;
import dev.pirn.pool.ProcessPool.Run;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes to workers and comes back, and what happens when they die. They print to {@link #printed}. */
class ProcessPoolTest {

    private static final LinkedBlockingQueue<OutputLine> printed = new LinkedBlockingQueue<>();
    private static final Pattern DROPPED = Pattern.compile("\\((\\d+) lines were dropped\\)");
    private static ProcessPool pool;

    @BeforeAll
    static void start() {
        pool = builder().workers(2).build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static ProcessPoolBuilder builder() {
        return ProcessPool.builder().heapMebibytes(64).output(printed::add);
    }

    // results

    @Test
    void aFunctionRunsInAnotherProcess() throws Exception {
        long worker = pool.submit(() -> ProcessHandle.current().pid()).get();
        assertNotEquals(ProcessHandle.current().pid(), worker);
        assertTrue(pool.processes().stream().anyMatch(process -> process.pid() == worker));
    }

    @Test
    void tenThousandTinyTasksGiveTheirResults() throws Exception {
        List<CompletableFuture<Integer>> squares = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) squares.add(pool.submit(square(i)));
        for (int i = 0; i < 10_000; i++) assertEquals(i * i, squares.get(i).get());
    }

    @Test
    void aResultOfAHundredMegabytesArrives() throws Exception {
        try (ProcessPool roomy = builder().workers(1).heapMebibytes(256).build()) {
            byte[] result = roomy.submit(() -> {
                        byte[] bytes = new byte[100_000_000];
                        for (int i = 0; i < bytes.length; i++) bytes[i] = patternAt(i);
                        return bytes;
                    })
                    .get();
            assertEquals(100_000_000, result.length);
            for (int i = 0; i < result.length; i++) {
                if (result[i] != patternAt(i)) assertEquals(patternAt(i), result[i], "at " + i);
            }
        }
    }

    @Test
    void argumentsOfManyFramesArrive() throws Exception {
        byte[] argument = new byte[1_000_000];
        for (int i = 0; i < argument.length; i++) argument[i] = (byte) (i % 251);
        assertArrayEquals(argument, pool.submit(() -> argument).get());
    }

    @Test
    void theFunctionIsCopiedWhenItIsSubmitted() throws Exception {
        int[] counter = {1};
        CompletableFuture<Integer> result = pool.submit(() -> ++counter[0]);
        counter[0] = 100;
        assertEquals(2, result.get());
        assertEquals(100, counter[0]);
    }

    @Test
    void aRunnableGivesTheResultThatWasHandedIn() throws Exception {
        Object here = new Object();
        assertSame(here, pool.submit((Run) () -> {}, here).get());
        assertEquals(null, pool.submit(() -> {}).get());
    }

    // failures

    @Test
    void anExceptionArrivesWithTheStackTraceThatItHasInTheWorker() {
        Throwable failure = failureOf(pool.submit(ProcessPoolTest::failDeepInTheWorker));
        FileSystemException same = assertInstanceOf(FileSystemException.class, failure);
        assertEquals("weft.bin", same.getFile());
        assertTrue(Arrays.stream(same.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("failDeepInTheWorker")));
        assertTrue(Arrays.stream(same.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(WorkerMain.class.getName())));
        assertTrue(same.getSuppressed()[0].toString().matches(".*WorkerTrace: worker \\d \\(pid \\d+\\)"));
    }

    private static Object failDeepInTheWorker() throws IOException {
        throw new FileSystemException("weft.bin", null, "torn");
    }

    private static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "UnusedVariable"}) // that is the point
        private final Object culprit = new Object();

        Unsendable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Test
    void anExceptionThatCannotBeSentHasAStandIn() {
        Throwable failure = failureOf(pool.submit((Run) () -> {
            throw new Unsendable("knot", new IOException("thin thread"));
        }));
        WorkerException standIn = assertInstanceOf(WorkerException.class, failure);
        assertTrue(standIn.toString().contains("Unsendable: knot"), standIn::toString);
        assertTrue(String.valueOf(standIn.getCause()).contains("java.io.IOException: thin thread"));
        assertEquals(ProcessPoolTest.class.getName(), standIn.getStackTrace()[0].getClassName());
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("moth-eaten");
        }
    }

    @Test
    void anExceptionThatCannotBeReadHasAStandIn() {
        Throwable failure = failureOf(pool.submit((Run) () -> {
            throw new Unreadable();
        }));
        assertInstanceOf(WorkerException.class, failure);
        assertTrue(failure.toString().contains("Unreadable"), failure::toString);
        assertTrue(failure.toString().contains("moth-eaten"), failure::toString);
    }

    @Test
    void aLambdaThatIsNotSerializableIsRefusedWithAHint() {
        Callable<String> plain = () -> "never";
        String message = assertThrows(IllegalArgumentException.class, () -> pool.submit(plain))
                .toString();
        assertTrue(message.contains("a lambda of " + ProcessPoolTest.class.getName()), message);
        assertTrue(message.contains("ProcessPool.Call"), message);
    }

    @Test
    void aCapturedObjectThatIsNotSerializableIsNamed() {
        Thread captured = Thread.currentThread();
        Call<String> function = captured::getName;
        String message = assertThrows(IllegalArgumentException.class, () -> pool.submit(function))
                .toString();
        assertTrue(message.contains("java.lang.Thread"), message);
    }

    @Test
    void aResultThatCannotBeSentFailsOnlyItsTask() throws Exception {
        CompletableFuture<?> bad = pool.submit(() -> new Object[] {new byte[1_000_000], new Thread()});
        assertTrue(failureOf(bad).toString().contains("java.lang.Thread"));
        assertEquals(9, pool.submit(square(3)).get());
    }

    private record Refused(String text) implements Serializable {}

    @Test
    void theFilterHoldsOnBothSides() throws Exception {
        try (ProcessPool strict = builder()
                .workers(1)
                .filter("!" + Refused.class.getName() + ";*")
                .build()) {
            Refused argument = new Refused("to the worker");
            Throwable there = failureOf(strict.submit(() -> argument.text()));
            assertTrue(there.toString().contains("the worker cannot read the function"), there::toString);
            Throwable back = failureOf(strict.submit(() -> new Refused("from the worker")));
            assertTrue(back.toString().contains("the result from worker 1"), back::toString);
            assertTrue(back.toString().contains("REJECTED"), back::toString);
            assertEquals(9, strict.submit(square(3)).get());
        }
    }

    @Test
    void theFailureOfAnExecutedFunctionIsUncaught() throws Exception {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.complete(failure));
        try {
            pool.execute((Run) () -> {
                throw new IllegalStateException("unheard");
            });
            assertTrue(uncaught.get().toString().contains("unheard"));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aCallbackThatInterruptsItsThreadHarmsNobody() throws Exception {
        try (ProcessPool one = builder().workers(1).build()) {
            CompletableFuture<Integer> second = new CompletableFuture<>();
            one.submit(square(2)).whenComplete((value, failure) -> {
                one.submit(square(3)).thenAccept(second::complete);
                Thread.currentThread().interrupt();
            });
            assertEquals(9, second.get());
        }
    }

    // workers that die

    @Test
    void aKilledWorkerFailsOnlyTheTaskThatItRan() throws Exception {
        LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
        try (ProcessPool victims =
                ProcessPool.builder().workers(2).output(said::add).build()) {
            List<CompletableFuture<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 1000; i++) results.add(victims.submit(i == 500 ? hang(i) : square(i)));
            long pid = Long.parseLong(said.take().text());
            new ProcessBuilder("kill", "-9", String.valueOf(pid)).start().waitFor();
            for (int i = 0; i < 1000; i++) {
                if (i != 500) assertEquals(i * i, results.get(i).get());
            }
            WorkerException failure = assertInstanceOf(WorkerException.class, failureOf(results.get(500)));
            assertEquals(137, failure.exitCode().orElseThrow());
            String message = failure.toString();
            assertTrue(message.contains("(pid " + pid + ") died while it ran a lambda of "), message);
            assertTrue(message.contains("exit code 137 (SIGKILL)"), message);
            // There are two workers again: two functions run at once.
            List<CompletableFuture<Integer>> together = List.of(victims.submit(hang(0)), victims.submit(hang(0)));
            assertNotEquals(said.take().text(), said.take().text());
            together.forEach(future -> future.cancel(true));
        }
    }

    @Test
    void aWorkerThatIsKilledWhileItHasNothingToDoIsReplaced() throws Exception {
        try (ProcessPool one = builder().workers(1).build()) {
            for (int round = 0; round < 5; round++) {
                assertEquals(9, one.submit(square(3)).get());
                ProcessHandle worker = one.processes().getFirst();
                worker.destroyForcibly();
            }
            assertEquals(16, one.submit(square(4)).get());
        }
    }

    @Test
    void aFunctionThatEndsItsJvmFailsAndTellsWhatItPrinted() throws Exception {
        CompletableFuture<Object> exit = pool.submit(() -> {
            System.err.println("out of yarn");
            System.exit(7);
            return null;
        });
        WorkerException failure = assertInstanceOf(WorkerException.class, failureOf(exit));
        assertEquals(7, failure.exitCode().orElseThrow());
        assertTrue(failure.toString().contains("exit code 7"), failure::toString);
        assertTrue(failure.toString().contains("out of yarn"), failure::toString);
        assertEquals(9, pool.submit(square(3)).get());
    }

    @Test
    void aWorkerHasItsOwnLimitOfMemory() throws Exception {
        try (ProcessPool small = builder().workers(1).heapMebibytes(32).build()) {
            long before = small.submit(() -> ProcessHandle.current().pid()).get();
            assertInstanceOf(OutOfMemoryError.class, failureOf(small.submit(() -> new long[10_000_000])));
            assertNotEquals(
                    before, small.submit(() -> ProcessHandle.current().pid()).get());
        }
    }

    @Test
    void aWorkerIsReplacedWhenItHasRunItsShare() throws Exception {
        try (ProcessPool fresh = builder().workers(1).tasksPerWorker(2).build()) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                pids.add(fresh.submit(() -> ProcessHandle.current().pid()).get());
            }
            assertEquals(pids.get(0), pids.get(1));
            assertNotEquals(pids.get(1), pids.get(2));
            assertEquals(pids.get(2), pids.get(3));
        }
    }

    @Test
    void aJvmThatDoesNotStartIsExplained() throws Exception {
        try (ProcessPool broken =
                builder().workers(1).jvmOptions("-XX:NoSuchOption").build()) {
            for (int i = 0; i < 2; i++) {
                WorkerException failure = assertInstanceOf(WorkerException.class, failureOf(broken.submit(square(3))));
                assertTrue(failure.toString().contains("did not start: exit code 1"), failure::toString);
                assertTrue(failure.toString().contains("NoSuchOption"), failure::toString);
            }
        }
    }

    // cancelling

    @Test
    void cancellingARunningTaskKillsItsWorker() throws Exception {
        LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
        try (ProcessPool one =
                ProcessPool.builder().workers(1).output(said::add).build()) {
            CompletableFuture<Integer> running = one.submit(hang(0));
            ProcessHandle worker =
                    ProcessHandle.of(Long.parseLong(said.take().text())).orElseThrow();
            CompletableFuture<Integer> next = one.submit(square(3));
            assertTrue(running.cancel(true));
            assertThrows(CancellationException.class, running::get);
            worker.onExit().get();
            assertEquals(9, next.get());
        }
    }

    @Test
    void cancellingWithoutInterruptLetsARunningTaskGoOn() throws Exception {
        LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
        try (ProcessPool one =
                        ProcessPool.builder().workers(1).output(said::add).build();
                ServerSocket gate = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = gate.getLocalPort();
            CompletableFuture<?> running = one.submit(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    System.out.println(ProcessHandle.current().pid());
                    return socket.getInputStream().read();
                }
            });
            try (Socket accepted = gate.accept()) {
                String pid = said.take().text();
                running.cancel(false);
                CompletableFuture<String> next =
                        one.submit(() -> "" + ProcessHandle.current().pid());
                accepted.getOutputStream().write(1);
                assertEquals(pid, next.get());
            }
        }
    }

    @Test
    void cancellingAWaitingTaskTakesItBack() throws Exception {
        LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
        try (ProcessPool one =
                ProcessPool.builder().workers(1).output(said::add).build()) {
            CompletableFuture<Integer> running = one.submit(hang(0));
            String pid = said.take().text();
            CompletableFuture<?> waiting = one.submit((Run) () -> System.out.println("it ran"));
            CompletableFuture<?> last = one.submit((Run) () -> System.out.println("last"));
            assertTrue(waiting.cancel(true));
            assertTrue(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().isAlive());
            running.cancel(true);
            last.get();
            assertEquals("last", said.take().text());
        }
    }

    // settings

    private static int initialized;

    @Test
    void theInitializerRunsOnceInEachWorker() throws Exception {
        try (ProcessPool prepared =
                builder().workers(1).initializer(() -> initialized++).build()) {
            assertEquals(1, prepared.submit(() -> initialized).get());
            assertEquals(1, prepared.submit(() -> initialized).get());
        }
        assertEquals(0, initialized);
    }

    @Test
    void anInitializerThatFailsIsTheCauseOfTheFailures() throws Exception {
        try (ProcessPool broken =
                builder().workers(1).initializer(ProcessPoolTest::loadNothing).build()) {
            WorkerException failure = assertInstanceOf(WorkerException.class, failureOf(broken.submit(square(3))));
            assertTrue(failure.toString().contains("the initializer failed in worker 1"), failure::toString);
            assertInstanceOf(UnsatisfiedLinkError.class, failure.getCause());
        }
    }

    private static void loadNothing() {
        throw new UnsatisfiedLinkError("no weft in the library path");
    }

    @Test
    void optionsAndEnvironmentReachTheWorker() throws Exception {
        try (ProcessPool told = builder()
                .workers(1)
                .jvmOptions("-Dyarn=\"red\\ wool\"", "-Xss4m")
                .environment("PIRN_TEST", "warp & weft")
                .build()) {
            assertEquals(
                    "\"red\\ wool\"",
                    told.submit(() -> System.getProperty("yarn")).get());
            assertEquals(
                    "warp & weft", told.submit(() -> System.getenv("PIRN_TEST")).get());
            long limit = told.submit(() -> Runtime.getRuntime().maxMemory()).get();
            assertTrue(limit <= 64 << 20, () -> "heap: " + limit);
        }
    }

    @Test
    void badSettingsAreNamed() {
        ProcessPoolBuilder builder = ProcessPool.builder();
        assertTrue(messageOf(() -> builder.workers(0)).contains("not 0"));
        assertTrue(messageOf(() -> builder.tasksPerWorker(-1)).contains("not -1"));
        assertTrue(messageOf(() -> builder.heapMebibytes(1)).contains("not 1"));
        assertTrue(messageOf(() -> builder.jvmOptions("-cp", "x")).contains("-cp"));
        assertTrue(messageOf(() -> builder.jvmOptions("Main")).contains("Main"));
        assertTrue(messageOf(() -> builder.environment("A=B", "x")).contains("A=B"));
        assertTrue(messageOf(() -> builder.filter("maxdepth=many")).contains("many"));
    }

    private static String messageOf(Runnable wrong) {
        return assertThrows(IllegalArgumentException.class, wrong::run).toString();
    }

    // output

    @Test
    void whatWorkersPrintIsForwarded() throws Exception {
        LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
        try (ProcessPool loud =
                ProcessPool.builder().workers(1).output(said::add).build()) {
            loud.submit(() -> {
                        System.out.println("Kette und Schuß");
                        return null;
                    })
                    .get();
            assertEquals(new OutputLine(1, false, "Kette und Schuß"), said.take());
            loud.submit((Run) () -> System.err.print("no end of line")).get();
        }
        assertEquals(new OutputLine(1, true, "no end of line"), said.poll());
    }

    @Test
    void aConsumerThatBlocksDoesNotBlockTheWorker() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<OutputLine> seen = new ArrayList<>();
        try (ProcessPool loud = ProcessPool.builder()
                .workers(1)
                .output(line -> {
                    await(release);
                    seen.add(line);
                })
                .build()) {
            int lines = loud.submit(() -> {
                        for (int i = 0; i < 100_000; i++) System.out.println("line " + i + " of many, and none waits");
                        return 100_000;
                    })
                    .get();
            release.countDown();
            assertEquals(100_000, lines);
        }
        // Each line has arrived or is counted; how many are dropped at a time depends on the consumer's speed.
        long dropped = seen.stream().mapToLong(ProcessPoolTest::droppedIn).sum();
        long arrived =
                seen.stream().filter(line -> line.text().startsWith("line ")).count();
        assertEquals("line 0 of many, and none waits", seen.getFirst().text());
        assertTrue(dropped > 0);
        assertEquals(100_000, arrived + dropped);
    }

    private static long droppedIn(OutputLine line) {
        Matcher notice = DROPPED.matcher(line.text());
        return notice.matches() ? Long.parseLong(notice.group(1)) : 0;
    }

    // helpers

    private static byte patternAt(int index) {
        return (byte) ((index * 31) >>> 8);
    }

    private static Call<Integer> square(int number) {
        return () -> number * number;
    }

    /** Prints the process and never ends. */
    private static Call<Integer> hang(int result) {
        return () -> {
            System.out.println(ProcessHandle.current().pid());
            new CountDownLatch(1).await();
            return result;
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Throwable failureOf(Future<?> future) {
        Throwable wrapped = assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS));
        return Objects.requireNonNull(wrapped.getCause());
    }
}
