package dev.pirn.attach;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * The entry for tools, called in the JVM that is looked at, by an agent that the tool has loaded into it. The {@code
 * pirn} command is such a tool; applications have no use for this.
 *
 * <p>The protocol is lines of UTF-8 on a Unix domain socket on which the tool listens. This side greets with {@code
 * pirn PROTOCOL VERSION}. Then it answers requests, one line each, in order, with a line {@code ok} or {@code failed}
 * and parts, each a line with its length and so many bytes, up to one of length 0: JSON, or text for people, or why it
 * failed.
 *
 * <table>
 * <caption>Requests</caption>
 * <tr><th>request</th><th>answer</th></tr>
 * <tr><td>{@code dump [stacks] [locals]}</td><td>all loops and tasks, as {@code Dump.json} puts them</td></tr>
 * <tr><td>{@code chosen ORDER LIMIT STATE [NAME]}</td><td>the same form with some tasks only: those in that state or
 *   {@code any}, whose names contain that, and so many a loop at most by that order: {@code id}, {@code name}, {@code
 * state}, {@code age} or {@code since}; a limit of 0 is none</td></tr>
 * <tr><td>{@code tree [stacks] [locals]}</td><td>all of them as text, as {@code Dump.text} puts it</td></tr>
 * <tr><td>{@code summary}</td><td>the loops without their tasks, and the rings of tasks that wait for each
 *   other</td></tr>
 * <tr><td>{@code list ORDER LIMIT STATE [NAME]}</td><td>the summary and, for each loop, how many tasks match, and those
 *   chosen as above</td></tr>
 * <tr><td>{@code measure ORDER LIMIT [FILTER]}</td><td>what loops did since this was asked before, the last stalls, and
 *   the tasks that lead by that order: {@code busy}, {@code scheduled}, {@code waiting}, {@code steps}, {@code wakeups}
 * or {@code name}; the first one begins to measure</td></tr>
 * <tr><td>{@code task ID}</td><td>one task with its stack</td></tr>
 * </table>
 *
 * <p>When the tool closes the connection, or dies, everything that served it ends.
 */
public final class Attached {

    /** The number of the protocol, which changes when an older tool would not understand. */
    static final int PROTOCOL = 2;

    private Attached() {}

    /**
     * Connects to a tool and serves it on a daemon thread called {@code pirn-attach} until the tool closes the
     * connection. From any thread; returns as soon as the connection is made.
     *
     * @param socket the path of the Unix domain socket on which the tool listens
     * @throws IOException if there is no listener
     */
    public static void connect(String socket) throws IOException {
        Objects.requireNonNull(socket, "socket");
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Session session = new Session(channel);
            session.greet(PROTOCOL, version());
            serve(session);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static void serve(Session session) {
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("pirn-attach")
                .inheritInheritableThreadLocals(false)
                .unstarted(session);
        thread.setContextClassLoader(null); // it must not keep an application from being unloaded
        thread.start();
    }

    private static String version() {
        String version = Attached.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
