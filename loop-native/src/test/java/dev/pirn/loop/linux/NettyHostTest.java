package dev.pirn.loop.linux;

import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.GuestRun;
import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpStream;
import dev.pirn.spi.LoopProvider;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guest mode in a Netty event loop, which serves a channel of its own meanwhile. */
class NettyHostTest {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop host = group.next();

    record Kind(LoopProvider backend, String engine) {

        Runner runner() {
            assumeTrue(backend.availability().isAvailable(), "SKIPPED: " + backend.name() + " is not available");
            return Runner.builder().loop(backend.name()).coroutines(engine).build();
        }

        @Override
        public String toString() {
            return backend.name() + ", " + engine;
        }
    }

    static Stream<Kind> kinds() {
        return Loops.providers().stream()
                .flatMap(backend -> Stream.of(new Kind(backend, "loop"), new Kind(backend, "baton")));
    }

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCoroutineTalksToAChannelOfItsHost(Kind kind) throws Exception {
        int port = serveEcho();
        try (Runner runner = kind.runner()) {
            List<Boolean> inEventLoop = new CopyOnWriteArrayList<>();
            GuestRun<Integer> run = runner.startGuest(host, () -> {
                int answered = 0;
                try (TcpStream stream = Tcp.connect("127.0.0.1", port)) {
                    for (int i = 0; i < 200; i++) {
                        stream.write("line " + i + "\n");
                        if (("line " + i).equals(stream.readLine())) answered++;
                    }
                }
                Loop.current().callSoon(() -> inEventLoop.add(host.inEventLoop()));
                yieldNow();
                return answered;
            });
            assertEquals(200, run.result().get(30, TimeUnit.SECONDS)); // both sides have their turns, or neither
            assertEquals(List.of(true), inEventLoop);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anEventLoopThatShutsDownEndsTheRunWithAClearError(Kind kind) throws Exception {
        try (Runner runner = kind.runner()) {
            List<String> log = new CopyOnWriteArrayList<>();
            GuestRun<?> run = runner.startGuest(host, () -> {
                try {
                    sleep(Duration.ofDays(1));
                } finally {
                    shielded(() -> sleep(Duration.ofMillis(1)));
                    log.add("cleaned up");
                }
            });
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
            run.cancel("which needs a turn");
            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> run.result().get(30, TimeUnit.SECONDS));
            IllegalStateException stopped = assertInstanceOf(IllegalStateException.class, failed.getCause());
            assertTrue(stopped.toString().contains("host of the loop stopped"), stopped::toString);
            assertInstanceOf(RejectedExecutionException.class, stopped.getCause());
            assertEquals(List.of("cleaned up"), log);
        }
    }

    private int serveEcho() throws InterruptedException {
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }
}
