package dev.pirn.tck.observe;

import static dev.pirn.Async.await;
import static dev.pirn.Async.shield;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Async;
import dev.pirn.Block;
import dev.pirn.Loop;
import dev.pirn.Signal;
import dev.pirn.Signals;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.file.AsyncFile;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import dev.pirn.sync.Barrier;
import dev.pirn.sync.Broadcast;
import dev.pirn.sync.CapacityLimiter;
import dev.pirn.sync.Channel;
import dev.pirn.sync.Condition;
import dev.pirn.sync.Event;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import dev.pirn.sync.Semaphore;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of wait is named. */
class WaitsTck {

    private static final Duration LONG = Duration.ofHours(1);

    private static void settle() {
        for (int i = 0; i < 6; i++) yieldNow();
    }

    /** Starts what waits, and answers what a dump says of it; then it is cancelled. */
    private static WaitInfo waitOf(Block<?> body) {
        Task<?> task = spawn("waiter", body);
        try {
            settle();
            Seen seen = Seen.now();
            while (seen.task("waiter").state()
                    != TaskInfo.State.WAITING) { // a backend may come with a little at a time
                yieldNow();
                seen = Seen.now();
            }
            return seen.wait("waiter");
        } finally {
            boolean _ = task.cancel("seen");
            Async.waitAll(List.of(task));
        }
    }

    private static void assertKind(String kind, String what, Block<?> body) {
        WaitInfo wait = waitOf(body);
        assertEquals(kind, wait.kind(), wait::toString);
        assertTrue(wait.what().contains(what), wait::toString);
    }

    @LoopTest
    void futuresAndTime(LoopCase loops) {
        loops.run(() -> {
            Task<?> other = spawn("other", () -> sleep(LONG));
            settle();
            assertKind("sleep", "59 min", () -> sleep(LONG));
            assertKind("task", "other", () -> other.await());
            assertKind("promise", "a promise", () -> Loop.current().promise().await());
            assertKind("shield", "other, shielded", () -> shield(other).await());
            assertKind(
                    "first",
                    "2 futures",
                    () -> Async.waitFirst(List.of(other, Loop.current().promise())));
            assertKind("gather", "1 of 1", () -> Async.waitAll(List.of(other)));
            assertKind(
                    "first",
                    "1 futures",
                    () -> Async.asCompleted(List.of(other)).iterator().next());
            assertKind("stage", "CompletableFuture", () -> await(new CompletableFuture<>()));
            assertKind("signal", "USR2", () -> {
                try (var signals = Signals.stream(Signal.USR2)) {
                    signals.receive();
                }
            });
            boolean _ = other.cancel("the test is over");
        });
    }

    @LoopTest
    void groups(LoopCase loops) {
        loops.run(() -> {
            WaitInfo group = waitOf(() -> TaskGroup.run(all -> {
                all.spawn("child-1", () -> sleep(LONG));
                all.spawn("child-2", () -> sleep(LONG));
            }));
            assertEquals("group", group.kind());
            assertEquals(2, group.tasks().size());
            assertTrue(group.needsAll());
            WaitInfo start = waitOf(() -> TaskGroup.run(all -> all.start(_ -> sleep(LONG))));
            assertEquals("start", start.kind());
            assertEquals(1, start.tasks().size());
        });
    }

    @LoopTest
    void locksAndCounters(LoopCase loops) {
        loops.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            long me = Seen.now().task("main").id();
            assertEquals(List.of(me), waitOf(() -> lock.acquire()).tasks());
            lock.release();
            Condition condition = new Condition();
            assertKind("condition", "1 waiting", () -> condition.lock().run(() -> condition.await()));
            Semaphore semaphore = new Semaphore(0);
            assertKind("semaphore", "0 permits", () -> semaphore.acquire());
            assertKind("event", "not set", () -> new Event().await());
            assertKind("barrier", "1 of 2", () -> new Barrier(2).await());
            CapacityLimiter limiter = new CapacityLimiter(1);
            limiter.acquire();
            assertEquals(List.of(me), waitOf(() -> limiter.acquire()).tasks());
            limiter.release();
        });
    }

    @LoopTest
    void aWaitForTheLockAfterACancelledConditionIsShielded(LoopCase loops) {
        loops.run(() -> {
            Condition condition = new Condition(new Lock("door"));
            Task<?> task = spawn("waiter", () -> condition.lock().run(() -> condition.await()));
            settle();
            condition.lock().acquire();
            boolean _ = task.cancel("it has to get the lock back");
            settle();
            assertEquals("lock door held by main", Seen.now().wait("waiter").what());
            condition.lock().release();
            Async.waitAll(List.of(task));
        });
    }

    @LoopTest
    void queuesAndChannels(LoopCase loops) {
        loops.run(() -> {
            Queue<String> queue = new Queue<>(1);
            assertKind("queue", "get from", () -> queue.get());
            queue.put("one");
            assertKind("queue", "put into", () -> queue.put("two"));
            assertKind("queue", "the end of the work", () -> queue.join());
            Channel<String> channel = Channel.ofCapacity(0);
            assertKind("channel", "send to", () -> channel.sender().send("one"));
            assertKind("channel", "receive from", () -> channel.receiver().receive());
            Broadcast<String> broadcast = new Broadcast<>(1, Broadcast.WhenSlow.HOLD_UP);
            var subscription = broadcast.subscribe();
            assertKind("subscription", "0 of 1", () -> subscription.receive());
            broadcast.publish("one");
            assertKind("broadcast", "1 subscribers", () -> broadcast.publish("two"));
        });
    }

    @LoopTest
    void threads(LoopCase loops) {
        loops.run(() -> {
            CountDownLatch gate = new CountDownLatch(1);
            Task<?> task = spawn(
                    "waiter",
                    () -> Async.toThread(() -> {
                        gate.await();
                        return 0;
                    }));
            settle();
            assertEquals("executor", Seen.now().wait("waiter").kind());
            gate.countDown();
            task.await();
        });
    }

    @LoopTest
    void streams(LoopCase loops) {
        loops.run(() -> {
            try (TcpServer server = Tcp.listen("127.0.0.1", 0, stream -> sleep(LONG));
                    TcpStream stream = Tcp.connect("127.0.0.1", server.port())) {
                try {
                    String port = ":" + server.port();
                    assertKind("read", port, () -> stream.read(1));
                    assertEquals(
                            "accept",
                            Seen.now().wait("acceptor of " + server.addresses()).kind());
                    byte[] much = new byte[16 << 20];
                    assertKind("write", port, () -> stream.write(much));
                } finally {
                    stream.abort(); // what was written has no reader
                }
            }
        });
    }

    @LoopTest
    void aCloseThatSendsWhatIsLeft(LoopCase loops) {
        loops.run(() -> {
            try (TcpServer server = Tcp.listen("127.0.0.1", 0, stream -> sleep(LONG))) {
                TcpStream stream = Tcp.connect("127.0.0.1", server.port());
                Task<?> writer = spawn(() -> stream.write(new byte[16 << 20]));
                settle();
                assertKind("write", ":" + server.port(), () -> stream.close());
                stream.abort();
                Async.waitAll(List.of(writer));
                boolean _ = writer.cancel("the test is over"); // it may have failed, which does not matter
            }
        });
    }

    @LoopTest
    @EnabledOnOs(OS.LINUX) // elsewhere a full queue refuses
    void aConnectionThatNobodyTakes(LoopCase loops) {
        loops.run(() -> {
            try (FullServer server = FullServer.open()) {
                int port = server.port();
                assertKind("connect", ":" + port, () -> Tcp.connect("127.0.0.1", port));
            }
        });
    }

    /** A server that takes no connection, and whose queue of them is full. */
    private record FullServer(ServerSocketChannel socket, List<SocketChannel> clients) implements Closeable {

        static FullServer open() throws IOException {
            ServerSocketChannel socket = ServerSocketChannel.open();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            FullServer server = new FullServer(socket, new ArrayList<>());
            while (server.takesAnother()) settle();
            return server;
        }

        private boolean takesAnother() throws IOException {
            SocketChannel client = SocketChannel.open();
            clients.add(client);
            client.configureBlocking(false);
            return client.connect(socket.getLocalAddress()) || client.finishConnect();
        }

        int port() {
            return socket.socket().getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel client : clients) client.close();
            socket.close();
        }
    }

    @LoopTest
    @EnabledOnOs(OS.LINUX)
    void files(LoopCase loops, @TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        loops.run(() -> {
            boolean byTheDriver = Loop.current().driver().files() != null;
            if (byTheDriver) assertReadIsNamed(pipe);
            else
                assertKind("file", "open of " + pipe, () -> AsyncFile.open(pipe).close());
        });
    }

    /** A ring opens a pipe at once, and then waits without a writer; a thread waits for a writer. */
    private static void assertReadIsNamed(Path pipe) throws IOException {
        try (AsyncFile file = AsyncFile.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertKind("file", "read of " + pipe, () -> file.read(ByteBuffer.allocate(1), 0));
        }
    }

    @LoopTest
    void foreignCodeIsNamedWhereItCannotHoldTheLoop(LoopCase loops) {
        if (loops.coroutines().equals("baton")) return; // there it holds the loop
        loops.run(() -> {
            Task<?> task = spawn("waiter", () -> Thread.sleep(3_600_000));
            settle();
            Seen seen = Seen.now();
            assertEquals(TaskInfo.State.FOREIGN, seen.task("waiter").state());
            assertTrue(
                    seen.wait("waiter").what().startsWith("java.lang.Thread.sleep, called at dev.pirn.tck.observe."));
            boolean _ = task.cancel("the test is over");
            Async.waitAll(List.of(task));
        });
    }

    @LoopTest
    void aMonitorIsNamedByTheLineThatEntersIt(LoopCase loops) {
        if (loops.coroutines().equals("baton")) return; // there it holds the loop
        CountDownLatch isHeld = new CountDownLatch(1);
        CountDownLatch isSeen = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> hold(isHeld, isSeen));
        loops.run(() -> {
            isHeld.await();
            Task<?> task = spawn("waiter", () -> hold(isHeld, isSeen));
            settle();
            Seen seen = Seen.now();
            assertEquals(TaskInfo.State.FOREIGN, seen.task("waiter").state());
            String what = seen.wait("waiter").what();
            assertTrue(what.startsWith("entering a monitor that another thread holds, at dev.pirn.tck."), what);
            isSeen.countDown();
            task.await();
        });
    }

    private static synchronized void hold(CountDownLatch isHeld, CountDownLatch isSeen) {
        isHeld.countDown();
        try {
            isSeen.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
