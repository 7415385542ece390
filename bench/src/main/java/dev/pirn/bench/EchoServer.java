package dev.pirn.bench;

import dev.pirn.bench.server.NettyEcho;
import dev.pirn.bench.server.PirnEcho;
import dev.pirn.bench.server.VertxEcho;
import dev.pirn.bench.server.VirtualThreadEcho;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An echo server that can be started.
 *
 * @param subject its name
 * @param command how it is started; the word {@code PORT} stands for where it listens
 * @param program its parts, if it is a JVM
 */
record EchoServer(
        String subject, List<String> command, @Nullable Program program) {

    private static final String PORT = "PORT";

    /** What a JVM runs, to be run with other flags and another class path. */
    record Program(List<String> flags, Class<?> main, List<String> arguments) {

        List<String> command(List<String> more, String classPath) {
            List<String> all = new ArrayList<>(flags);
            all.addAll(more);
            return Jvm.command(all, classPath, main, arguments.toArray(String[]::new));
        }
    }

    private static EchoServer java(String subject, List<String> flags, Class<?> main, String... arguments) {
        Program program = new Program(flags, main, List.of(arguments));
        return new EchoServer(subject, program.command(List.of(), System.getProperty("java.class.path")), program);
    }

    /** A peer that is no Java. */
    private interface Maker {
        List<String> make() throws Absent, IOException;
    }

    /**
     * Lists the servers: Pirn's on each backend, then the peers, the one that ratios are taken to first.
     *
     * @param isWanted asked with a name, before anything is built
     * @param absent receives what is missing
     */
    static List<EchoServer> of(
            List<String> backends, Workshop workshop, Predicate<String> isWanted, Consumer<Missing> absent)
            throws IOException {
        List<EchoServer> all = new ArrayList<>(reference(workshop, isWanted, absent));
        for (String backend : backends) all.addAll(pirn(backend));
        for (String transport : List.of("nio", "epoll", "io_uring"))
            if (backends.contains(transport)) all.add(netty(transport));
        all.add(java("vertx", List.of(), VertxEcho.class, PORT));
        all.add(java("jdk-vthreads", List.of(), VirtualThreadEcho.class, PORT));
        List<Peer> peers = List.of(
                new Peer("tokio", () -> workshop.rust("echo_tokio.rs")),
                new Peer("go", () -> workshop.go("echo.go")),
                new Peer("node", () -> workshop.node("echo_node.js")),
                new Peer("gevent", () -> workshop.python("echo_gevent.py", "gevent", "apt-get install python3-gevent")),
                new Peer("uvloop-protocol", () -> python(workshop, "uvloop", "protocol")),
                new Peer("uvloop-streams", () -> python(workshop, "uvloop", "streams")),
                new Peer("asyncio-protocol", () -> python(workshop, "asyncio", "protocol")),
                new Peer("asyncio-streams", () -> python(workshop, "asyncio", "streams")));
        for (Peer peer : peers) all.addAll(made(peer, isWanted, absent));
        return all.stream().filter(server -> isWanted.test(server.subject())).toList();
    }

    /** {@return Pirn's two on one backend} */
    static List<EchoServer> pirn(String backend) {
        return List.of(
                java("pirn-" + backend + "-protocol", Jvm.PIRN, PirnEcho.class, PORT, backend, "protocol"),
                java("pirn-" + backend + "-streams", Jvm.PIRN, PirnEcho.class, PORT, backend, "streams"));
    }

    static EchoServer netty(String transport) {
        return java("netty-" + transport, List.of(), NettyEcho.class, PORT, transport);
    }

    static EchoServer virtualThreads() {
        return java("jdk-vthreads", List.of(), VirtualThreadEcho.class, PORT);
    }

    static List<EchoServer> reference(Workshop workshop, Predicate<String> isWanted, Consumer<Missing> absent)
            throws IOException {
        return made(new Peer("c-epoll", () -> workshop.c("echo_epoll.c")), isWanted, absent);
    }

    private record Peer(String subject, Maker maker) {}

    private static List<EchoServer> made(Peer peer, Predicate<String> isWanted, Consumer<Missing> absent)
            throws IOException {
        if (!isWanted.test(peer.subject())) return List.of();
        try {
            List<String> command = new ArrayList<>(peer.maker().make());
            command.add(PORT);
            return List.of(new EchoServer(peer.subject(), command, null));
        } catch (Absent e) {
            absent.accept(e.missing(peer.subject()));
            return List.of();
        }
    }

    private static List<String> python(Workshop workshop, String loop, String style) throws Absent, IOException {
        String install = loop.equals("uvloop") ? "apt-get install python3-uvloop" : "apt-get install python3";
        List<String> command = new ArrayList<>(workshop.python("echo_asyncio.py", loop, install));
        command.addAll(List.of(loop, style));
        return command;
    }
}
