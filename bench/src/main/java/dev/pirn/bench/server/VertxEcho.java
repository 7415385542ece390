package dev.pirn.bench.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** An echo server on Vert.x, native transport, one event loop. Usage: {@code PORT}. */
public final class VertxEcho {

    private static final int BACKLOG = 4096;

    private VertxEcho() {}

    /**
     * Serves until it is killed.
     *
     * @param args as the class says
     */
    public static void main(String[] args) {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG))
                .connectHandler(VertxEcho::echo)
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .onSuccess(_ -> System.out.println("ready"))
                .onFailure(failure -> {
                    System.err.println(failure);
                    System.exit(1);
                });
    }

    private static void echo(NetSocket socket) {
        socket.exceptionHandler(_ -> socket.close());
        socket.handler(data -> {
            socket.write(data);
            if (!socket.writeQueueFull()) return;
            socket.pause();
            socket.drainHandler(_ -> socket.resume());
        });
    }
}
