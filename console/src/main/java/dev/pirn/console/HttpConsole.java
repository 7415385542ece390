package dev.pirn.console;

import com.sun.net.httpserver.HttpServer;
import dev.pirn.observe.Console;
import dev.pirn.observe.ConsoleOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** A console behind the JDK's HTTP server, on platform threads of its own: it answers when no loop and no carrier does. */
final class HttpConsole implements Console {

    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Sampler sampler;
    private final String url;

    private HttpConsole(HttpServer server, ExecutorService threads, Sampler sampler, String url) {
        this.server = server;
        this.threads = threads;
        this.sampler = sampler;
        this.url = url;
    }

    static HttpConsole open(ConsoleOptions options, Source source) throws IOException {
        HttpServer server = HttpServer.create(addressOf(options), 0);
        Token token = options.token() == null ? Token.random() : new Token(options.token());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, daemons());
        Sampler sampler = new Sampler(source, System::nanoTime);
        Gate gate = new Gate(options.host(), token);
        server.createContext("/", new Exchanges(gate, new Answers(source, sampler)));
        server.setExecutor(threads);
        startDaemon(server);
        return new HttpConsole(server, threads, sampler, urlOf(server.getAddress(), token));
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        sampler.close();
    }

    @Override
    public String toString() {
        return "Console[port=" + port() + "]"; // the URL is a secret
    }

    private static InetSocketAddress addressOf(ConsoleOptions options) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    }

    /** The server's own thread inherits from the one that starts it whether it keeps the JVM alive. */
    private static void startDaemon(HttpServer server) {
        Thread starter = Thread.ofPlatform().daemon().name("pirn-console-start").start(server::start);
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static ThreadFactory daemons() {
        return Thread.ofPlatform().daemon().name("pirn-console-", 1).factory();
    }

    private static String urlOf(InetSocketAddress address, Token token) {
        InetAddress at =
                address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        String host = at.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/" + token.text()
                + "/";
    }
}
