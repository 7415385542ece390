package dev.pirn.bench.micro;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An event loop of Netty's, which runs on its own thread. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH
public class NettyLoop {

    /** How it waits for I/O. */
    @Param("nio")
    public String transport;

    private EventLoopGroup group;

    /** Created by JMH. */
    public NettyLoop() {}

    /** Starts it. */
    @Setup
    public void start() {
        IoHandlerFactory io = switch (transport) {
            case "epoll" -> EpollIoHandler.newFactory();
            case "io_uring" -> IoUringIoHandler.newFactory();
            default -> NioIoHandler.newFactory();
        };
        group = new MultiThreadIoEventLoopGroup(1, io);
    }

    /** Ends it. */
    @TearDown
    public void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    EventLoop loop() {
        return group.next();
    }
}
