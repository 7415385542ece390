package dev.pirn.bench;

import dev.pirn.cli.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server that is measured: a process of its own, which ends with this object. */
final class ServerProcess implements AutoCloseable {

    private static final String PORT = "PORT";
    private static final int BYTES_IN_KIB = 1024;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and waits until it says {@code ready}.
     *
     * @param command the command; the word {@code PORT} in it stands for a port that is free
     */
    static ServerProcess start(List<String> command) throws IOException {
        if (command.stream().noneMatch(word -> word.contains(PORT)))
            throw new UserException("the server's command has no word PORT, so it cannot be told where to listen: "
                    + String.join(" ", command));
        int port = freePort();
        List<String> words = command.stream()
                .map(word -> word.replace(PORT, Integer.toString(port)))
                .toList();
        ServerProcess server = new ServerProcess(launch(words), port);
        try {
            server.awaitReady(words);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process launch(List<String> words) {
        try {
            return new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private void awaitReady(List<String> words) throws IOException {
        BufferedReader said = process.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("ready")) return;
        }
        throw new UserException("the server ended before it said 'ready': " + String.join(" ", words));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** {@return the memory that the server has in RAM, in bytes; after a garbage collection, if it is a JVM} */
    long residentBytes() throws IOException {
        if (isJvm()) collectGarbage();
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_IN_KIB;
        }
        throw new UserException("the server has ended");
    }

    private boolean isJvm() throws IOException {
        Path program = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "exe"));
        return program.endsWith("java");
    }

    private void collectGarbage() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collection = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (collection.waitFor() != 0) throw new UserException("jcmd cannot reach the server");
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException("interrupted while the server collects garbage", e));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
