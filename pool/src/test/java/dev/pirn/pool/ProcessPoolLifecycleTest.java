package dev.pirn.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.pool.Link.Kind;
import dev.pirn.pool.ProcessPool.Call;
import dev.pirn.pool.ProcessPool.Run;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The contract of an executor, and what a pool leaves behind: nothing. */
class ProcessPoolLifecycleTest {

    private static ProcessPool pool(int workers) {
        return ProcessPool.builder().workers(workers).heapMebibytes(64).build();
    }

    @Test
    void aPoolThatWasShutDownRunsWhatItHasAndRefusesTheRest() throws Exception {
        ProcessPool pool = pool(1);
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) results.add(pool.submit(number(i)));
        assertFalse(pool.isShutdown());
        pool.shutdown();
        assertTrue(pool.isShutdown());
        String message = assertThrows(RejectedExecutionException.class, () -> pool.submit(number(10)))
                .toString();
        assertTrue(message.contains("shut down"), message);
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
        assertTrue(pool.isTerminated());
        for (int i = 0; i < 10; i++) assertEquals(i, results.get(i).resultNow());
    }

    @Test
    void shutdownNowKillsWhatRunsAndHandsBackWhatWaits() throws Exception {
        LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
        ProcessPool pool = ProcessPool.builder().workers(1).output(said::add).build();
        CompletableFuture<?> running = pool.submit(ProcessPoolLifecycleTest::hang);
        ProcessHandle worker =
                ProcessHandle.of(Long.parseLong(said.take().text())).orElseThrow();
        CompletableFuture<?> waiting = pool.submit(number(1));
        Run executed = () -> System.setProperty("pirn.test.handed.back", "run");
        pool.execute(executed);
        List<Runnable> left = pool.shutdownNow();
        assertEquals(2, left.size());
        assertEquals(executed, left.get(1));
        assertThrows(CancellationException.class, waiting::get);
        assertThrows(CancellationException.class, running::get);
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
        assertFalse(worker.isAlive());
    }

    @Test
    void shutdownNowWhileWorkersStartLeavesNone() throws Exception {
        ProcessPool pool = pool(2);
        assertEquals(List.of(), pool.shutdownNow());
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
        assertEquals(List.of(), pool.processes());
    }

    @Test
    void awaitTerminationGivesUp() throws Exception {
        ProcessPool pool = pool(1);
        pool.submit(ProcessPoolLifecycleTest::hang);
        pool.shutdown();
        assertFalse(pool.awaitTermination(1, TimeUnit.MILLISECONDS));
        pool.shutdownNow();
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
    }

    @Test
    void theDirectoryOfTheSocketsIsPrivateAndGoesWithThePool() throws Exception {
        Path directory;
        try (ProcessPool pool = pool(1)) {
            directory = pool.launch().directory();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
            pool.submit(number(1)).get();
            try (var files = Files.list(directory)) {
                assertEquals(
                        List.of("options"),
                        files.map(file -> file.getFileName().toString()).toList());
            }
        }
        assertFalse(Files.exists(directory));
    }

    @Test
    void workersEndInOrder() throws Exception {
        LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).output(said::add).build()) {
            pool.submit((Run) () -> Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye"))))
                    .get();
        }
        assertEquals("bye", said.take().text());
    }

    @Test
    void invokeAllWaitsForAll() throws Exception {
        try (ProcessPool pool = pool(2)) {
            List<Future<Integer>> futures = pool.invokeAll(List.of(number(1), failing(), number(3)));
            assertEquals(1, futures.get(0).resultNow());
            assertInstanceOf(IllegalStateException.class, futures.get(1).exceptionNow());
            assertEquals(3, futures.get(2).resultNow());
        }
    }

    @Test
    void invokeAllWithinATimeCancelsTheRest() throws Exception {
        try (ProcessPool pool = pool(1)) {
            pool.submit(number(0)).get();
            Call<Integer> hang = ProcessPoolLifecycleTest::hang;
            List<Future<Integer>> futures = pool.invokeAll(List.of(hang, number(2)), 1, TimeUnit.MILLISECONDS);
            assertTrue(futures.get(0).isCancelled());
            assertTrue(futures.get(1).isCancelled());
            assertEquals(4, pool.submit(number(4)).get());
        }
    }

    @Test
    void invokeAnyTakesTheFirstResult() throws Exception {
        try (ProcessPool pool = pool(2)) {
            Call<Integer> hang = ProcessPoolLifecycleTest::hang;
            assertEquals(2, pool.invokeAny(List.of(hang, number(2))));
            assertEquals(3, pool.invokeAny(List.of(failing(), number(3)), 60, TimeUnit.SECONDS));
            assertThrows(TimeoutException.class, () -> pool.invokeAny(List.of(hang), 1, TimeUnit.MILLISECONDS));
            ExecutionException none =
                    assertThrows(ExecutionException.class, () -> pool.invokeAny(List.of(failing(), failing())));
            assertInstanceOf(IllegalStateException.class, none.getCause());
        }
    }

    // a process of its own that has a pool

    /** Prints the process of its worker, which then runs a function that does not end. */
    static final class Parent {
        public static void main(String... args) throws Exception {
            ProcessPool pool = pool(1);
            System.out.println(pool.launch().directory());
            CompletableFuture<?> running = pool.submit(ProcessPoolLifecycleTest::hang);
            if (args.length == 0) running.get();
            pool.submit(number(1)); // and end, with an open pool
        }
    }

    @Test
    void aWorkerEndsWithItsParentHoweverThatEnds() throws Exception {
        Process parent = startParent();
        BufferedReader output = parent.inputReader();
        String directory = output.readLine();
        ProcessHandle worker =
                ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        parent.destroyForcibly().waitFor();
        worker.onExit().get(60, TimeUnit.SECONDS);
        Files.deleteIfExists(Path.of(directory, "options")); // nobody was left to do it
        Files.deleteIfExists(Path.of(directory));
    }

    @Test
    void aPoolThatIsLeftOpenNeitherKeepsTheJvmAliveNorStays() throws Exception {
        Process parent = startParent("end");
        Path directory = Path.of(parent.inputReader().readLine());
        assertTrue(parent.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, parent.exitValue());
        assertFalse(Files.exists(directory));
    }

    private static Process startParent(String... args) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = String.join(
                File.pathSeparator, Launch.classPath(Thread.currentThread().getContextClassLoader()));
        List<String> command = new ArrayList<>(List.of(java, "-cp", classPath, Parent.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    // a stranger

    private interface Greeting {
        void send(SocketChannel stranger) throws IOException;
    }

    @Test
    void aConnectionWithoutTheTokenIsTurnedAway() throws Exception {
        turnAway(stranger -> new Link(stranger, new Link.Buffers(), "0123456789abcdef")
                .send(0, Kind.HELLO, out -> out.write("let me in".getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void aConnectionThatSendsNoFrameIsTurnedAway() throws Exception {
        turnAway(stranger -> stranger.write(ByteBuffer.allocate(2 * Link.HEADER)));
    }

    @Test
    void aConnectionThatEndsAtOnceIsTurnedAway() throws Exception {
        turnAway(SocketChannel::shutdownOutput);
    }

    private void turnAway(Greeting greeting) throws Exception {
        Wire wire = new Wire(
                java.io.ObjectInputFilter.Config.createFilter("*"), getClass().getClassLoader());
        Launch launch = new Launch(ProcessPool.builder(), List.of());
        Output output = new Output("stranger", OutputLine::print);
        Path socket = launch.socket(1, 1);
        try (ServerSocketChannel server = Child.listen(socket);
                SocketChannel stranger = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            stranger.connect(UnixDomainSocketAddress.of(socket));
            greeting.send(stranger);
            Child child = Child.start(launch, socket, 1, wire, output, "stranger");
            child.connect(server, new Link.Buffers(), Wire.bytesOf((Run) () -> {}));
            assertEquals(-1, stranger.read(ByteBuffer.allocate(1)));
            child.retire();
        } finally {
            output.close();
            launch.close();
        }
    }

    // helpers

    private static Call<Integer> number(int number) {
        return () -> number;
    }

    private static Call<Integer> failing() {
        return () -> {
            throw new IllegalStateException("torn");
        };
    }

    private static Integer hang() throws InterruptedException {
        System.out.println(ProcessHandle.current().pid());
        new CountDownLatch(1).await();
        return 0;
    }
}
