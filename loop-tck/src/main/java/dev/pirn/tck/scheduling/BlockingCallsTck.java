package dev.pirn.tck.scheduling;

import static dev.pirn.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.pirn.Block;
import dev.pirn.Runner;
import dev.pirn.TaskGroup;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Blocking calls of the JDK that suspend only their coroutine where the loop schedules it: ten of them, each waiting
 * 200 ms, take one wait and not ten, and no step of the loop is long. Here real waiting is what is tested. Since the
 * machine may be busy with something else, the best of three tries counts; a call that blocked the loop would fail them
 * all.
 */
class BlockingCallsTck {

    private static final int COROUTINES = 10;
    private static final int TRIES = 3;
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST = WAIT.multipliedBy(3).dividedBy(2);
    private static final Duration LONGEST_STEP = Duration.ofMillis(20);
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(WAIT.toMillis(), TimeUnit.MILLISECONDS, Thread.ofVirtual()::start);

    @LoopTest(coroutines = "loop")
    void threadSleep(LoopCase loops) {
        assertCooperative(loops, () -> Thread.sleep(WAIT));
    }

    @LoopTest(coroutines = "loop")
    void readingFromASocket(LoopCase loops) throws IOException {
        try (SlowServer server = new SlowServer()) {
            assertCooperative(loops, () -> {
                try (Socket socket = new Socket(server.address(), server.port())) {
                    socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertEquals('H', socket.getInputStream().read());
                }
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void takingFromABlockingQueue(LoopCase loops) {
        assertCooperative(loops, () -> {
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            LATER.execute(() -> queue.add("item"));
            assertEquals("item", queue.take());
        });
    }

    @LoopTest(coroutines = "loop")
    void waitingForANotification(LoopCase loops) {
        assertCooperative(loops, () -> {
            Object monitor = new Object();
            boolean[] notified = new boolean[1];
            LATER.execute(() -> {
                synchronized (monitor) {
                    notified[0] = true;
                    monitor.notifyAll();
                }
            });
            synchronized (monitor) {
                while (!notified[0]) {
                    monitor.wait();
                }
            }
        });
    }

    @LoopTest(coroutines = "loop")
    void enteringAMonitorThatIsHeld(LoopCase loops) {
        assertCooperative(loops, () -> {
            Object monitor = new Object();
            CountDownLatch held = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                synchronized (monitor) {
                    held.countDown();
                    sleepUninterrupted();
                }
            });
            held.await();
            synchronized (monitor) {
                assertEquals(0, held.getCount());
            }
        });
    }

    @LoopTest(coroutines = "loop")
    void takingALockThatIsHeld(LoopCase loops) {
        assertCooperative(loops, () -> {
            ReentrantLock lock = new ReentrantLock();
            CountDownLatch held = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                lock.lock();
                try {
                    held.countDown();
                    sleepUninterrupted();
                } finally {
                    lock.unlock();
                }
            });
            held.await();
            lock.lock();
            try {
                assertEquals(0, held.getCount());
            } finally {
                lock.unlock();
            }
        });
    }

    @LoopTest(coroutines = "loop")
    void takingAPermitOfASemaphore(LoopCase loops) {
        assertCooperative(loops, () -> {
            Semaphore permits = new Semaphore(0);
            LATER.execute(permits::release);
            permits.acquire();
        });
    }

    @LoopTest(coroutines = "loop")
    @DisabledOnOs(OS.WINDOWS)
    void waitingForAProcess(LoopCase loops) {
        assertCooperative(loops, () -> {
            // Starting one takes a while and is not a wait.
            Process process = toThread(() -> new ProcessBuilder("sleep", "0.2").start());
            assertEquals(0, process.waitFor());
        });
    }

    @LoopTest(coroutines = "loop")
    void httpUrlConnection(LoopCase loops) throws IOException {
        try (SlowServer server = new SlowServer()) {
            assertCooperative(loops, () -> {
                HttpURLConnection connection =
                        (HttpURLConnection) server.uri().toURL().openConnection();
                assertEquals("ok", new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void httpClientSend(LoopCase loops) throws IOException {
        try (SlowServer server = new SlowServer();
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(server.uri()).build();
            assertCooperative(
                    loops,
                    () -> assertEquals(
                            "ok", client.send(request, BodyHandlers.ofString()).body()));
        }
    }

    private static void sleepUninterrupted() {
        try {
            Thread.sleep(WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertCooperative(LoopCase loops, Block<?> call) {
        measure(loops, 1, call); // loads the classes
        String seen = "";
        for (int i = 0; i < TRIES; i++) {
            long[] nanos = new long[1];
            List<String> slowSteps = Logs.of("dev.pirn", () -> nanos[0] = measure(loops, COROUTINES, call));
            Duration took = Duration.ofNanos(nanos[0]);
            if (slowSteps.isEmpty() && took.compareTo(LONGEST) < 0) {
                return;
            }
            seen += COROUTINES + " waits of " + WAIT + " took " + took + "; slow steps: " + slowSteps + "\n";
        }
        fail(seen);
    }

    private static long measure(LoopCase loops, int coroutines, Block<?> call) {
        try (Runner runner = loops.builder().debug(true).slowStep(LONGEST_STEP).build()) {
            return runner.run(() -> {
                long start = System.nanoTime();
                TaskGroup.run(group -> {
                    for (int i = 0; i < coroutines; i++) {
                        group.spawn(call);
                    }
                });
                return System.nanoTime() - start;
            });
        }
    }

    /** Answers each request with "ok" after a while. */
    private static final class SlowServer implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        SlowServer() throws IOException {
            Thread.ofPlatform().daemon().start(this::acceptAll);
        }

        InetAddress address() {
            return server.getInetAddress();
        }

        int port() {
            return server.getLocalPort();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + port() + "/");
        }

        private void acceptAll() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> answer(socket));
                } catch (IOException e) {
                    return; // closed
                }
            }
        }

        private static void answer(Socket accepted) {
            try (Socket socket = accepted) {
                var request =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
                    line = request.readLine();
                }
                sleepUninterrupted();
                String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The client notices.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
