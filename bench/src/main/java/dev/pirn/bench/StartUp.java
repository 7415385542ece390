package dev.pirn.bench;

import dev.pirn.bench.EchoServer.Program;
import dev.pirn.bench.LoadGenerator.Load;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a server takes from its start to the first message that it has echoed.
 *
 * @param subject who
 * @param name what: {@code start}, or {@code start_aot} for a JVM with an AOT cache
 * @param command the server's
 */
record StartUp(String subject, String name, List<String> command) implements Measurement {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TRAINING = Duration.ofMillis(500);
    private static final Duration CACHE_PATIENCE = Duration.ofMinutes(1);
    private static final int TRAINING_CONNECTIONS = 8;
    private static final int TRAINING_BYTES = 1024;
    private static final double NANOS_IN_MILLI = 1e6;

    /** {@return the measurement of a server as it is; of a JVM's on jars, as applications are shipped} */
    static StartUp plain(EchoServer server, @Nullable String jars) {
        Program program = server.program();
        List<String> command = program == null || jars == null ? server.command() : program.command(List.of(), jars);
        return new StartUp(server.subject(), "start", command);
    }

    /**
     * Makes the cache of a server in a JVM, with one run that loads what a server needs, and the measurement with it.
     *
     * @param jars the class path: a cache cannot be made of directories
     * @param directory where the cache is put
     */
    static StartUp cached(EchoServer server, Program program, String jars, Path directory, LoadGenerator generator)
            throws IOException {
        Path cache = directory.resolve(server.subject() + ".aot");
        List<String> training = program.command(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot*=off"), jars);
        try (ServerProcess process = ServerProcess.start(training, ProcessBuilder.Redirect.DISCARD)) {
            generator.run(process, new Load(TRAINING_CONNECTIONS, TRAINING_BYTES, 0, Duration.ZERO, TRAINING));
            process.terminate(CACHE_PATIENCE);
        }
        if (!Files.exists(cache)) throw new Failed("the JVM made no AOT cache");
        return new StartUp(
                server.subject(),
                "start_aot",
                program.command(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off"), jars));
    }

    @Override
    public String title() {
        return name;
    }

    @Override
    public List<Sample> run() throws IOException {
        int port = freePort();
        List<String> words = new ArrayList<>();
        for (String word : command) words.add(word.replace("PORT", Integer.toString(port)));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitEcho(process, port, begin);
            double millis = (System.nanoTime() - begin) / NANOS_IN_MILLI;
            return List.of(Sample.of(EchoMeasurement.SUITE, subject, name, 0, "ms", millis));
        } finally {
            Children.end(process);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static void awaitEcho(Process process, int port, long begin) throws IOException {
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            if (!process.isAlive()) throw new Failed("the server ended with exit code " + process.exitValue());
            if (echoes(port)) return;
        }
        throw new Failed("no message came back within " + PATIENCE);
    }

    /** Tries once; refused at once as long as there is no listener. */
    private static boolean echoes(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(1);
            if (in.read() != 1) throw new Failed("the server does not echo");
            return true;
        } catch (ConnectException e) {
            pause();
            return false;
        }
    }

    /** Not so often that trying takes the processor from who is starting. */
    private static void pause() throws IOException {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while a server starts", e);
        }
    }
}
