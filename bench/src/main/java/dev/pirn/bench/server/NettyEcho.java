package dev.pirn.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** An echo server on Netty, one event loop. Usage: {@code PORT nio|epoll|io_uring}. */
public final class NettyEcho {

    private static final int BACKLOG = 4096;

    private NettyEcho() {}

    /** A transport of Netty's. */
    private record Transport(IoHandlerFactory io, Class<? extends ServerChannel> channel) {

        static Transport named(String name) {
            return switch (name) {
                case "epoll" -> new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
                case "io_uring" -> new Transport(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
                case "nio" -> new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
                default -> throw new IllegalArgumentException("no transport is called " + name);
            };
        }
    }

    /**
     * Serves until it is killed.
     *
     * @param args as the class says
     * @throws InterruptedException if interrupted while it begins
     */
    public static void main(String[] args) throws InterruptedException {
        Transport transport = Transport.named(args[1]);
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, transport.io()))
                .channel(transport.channel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(args[0]))
                .sync();
        System.out.println("ready");
    }

    /** Writes what it reads, and reads no more while the peer does not take it. */
    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // a benchmark's client may end as it likes
        }
    }
}
