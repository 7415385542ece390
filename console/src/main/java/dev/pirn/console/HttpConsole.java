package dev.pirn.console;

import dev.pirn.observe.Console;
import dev.pirn.observe.ConsoleOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** A console behind a {@link Server}. */
final class HttpConsole implements Console {

    private final Server server;
    private final Sampler sampler;
    private final String url;

    private HttpConsole(Server server, Sampler sampler, String url) {
        this.server = server;
        this.sampler = sampler;
        this.url = url;
    }

    static HttpConsole open(ConsoleOptions options, Source source) throws IOException {
        return open(options, source, Limits.USUAL);
    }

    static HttpConsole open(ConsoleOptions options, Source source, Limits limits) throws IOException {
        Token token = options.token() == null ? Token.random() : new Token(options.token());
        Sampler sampler = new Sampler(source, System::nanoTime);
        Exchanges exchanges = new Exchanges(new Gate(options.host(), token), new Answers(source, sampler));
        Server server = Server.open(addressOf(options), exchanges, limits);
        return new HttpConsole(server, sampler, urlOf(server.address(), token));
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public int port() {
        return server.address().getPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the console's port could not be closed", e);
        } finally {
            sampler.close();
        }
    }

    @Override
    public String toString() {
        return "Console[port=" + port() + "]"; // the URL is a secret
    }

    private static InetSocketAddress addressOf(ConsoleOptions options) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    }

    private static String urlOf(InetSocketAddress address, Token token) {
        InetAddress at =
                address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        String host = at.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/" + token.text()
                + "/";
    }
}
