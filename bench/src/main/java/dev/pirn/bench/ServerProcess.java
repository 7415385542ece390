package dev.pirn.bench;

import dev.pirn.cli.UserException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A server that is measured: a process of its own, which ends with this object. */
final class ServerProcess implements AutoCloseable {

    private static final String PORT = "PORT";
    private static final String READY = "ready";
    private static final int BYTES_IN_KIB = 1024;

    /** Where proc(5) has them, counted from the field after the name; in hundredths of a second, on every Linux. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;
    private static final double MICROS_IN_TICK = 10_000;

    /** Below what systems give to connections, above what servers have by custom. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;
    private static final int PORT_ATTEMPTS = 100;

    /** A server that is not ready by then never will be. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;
    private String greeting = "";

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
        return start(command, ProcessBuilder.Redirect.INHERIT);
    }

    /** Starts a server whose complaints go elsewhere. */
    static ServerProcess start(List<String> command, ProcessBuilder.Redirect complaints) throws IOException {
        if (command.stream().noneMatch(word -> word.contains(PORT)))
            throw new UserException("the server's command has no word PORT, so it does not learn where to listen: "
                    + String.join(" ", command));
        int port = freePort();
        List<String> words = command.stream()
                .map(word -> word.replace(PORT, Integer.toString(port)))
                .toList();
        return start(words, complaints, port);
    }

    /** Starts a program that listens nowhere, and waits until it says {@code ready}. */
    static ServerProcess startProgram(List<String> command) throws IOException {
        return start(command, ProcessBuilder.Redirect.INHERIT, 0);
    }

    private static ServerProcess start(List<String> words, ProcessBuilder.Redirect complaints, int port)
            throws IOException {
        ServerProcess server = new ServerProcess(launch(words, complaints), port);
        try {
            server.awaitReady(words);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** None that the system gives to connections of others meanwhile. */
    private static int freePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException e) {
                if (attempt == PORT_ATTEMPTS)
                    throw new Failed("found no free port from " + FIRST_PORT + " to " + LAST_PORT, e);
            }
        }
    }

    private static Process launch(List<String> words, ProcessBuilder.Redirect complaints) {
        try {
            return new ProcessBuilder(words).redirectError(complaints).start();
        } catch (IOException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private void awaitReady(List<String> words) throws IOException {
        BufferedReader said = process.inputReader();
        try (Deadline _ = new Deadline(PATIENCE, process::destroyForcibly)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (!line.startsWith(READY)) continue;
                greeting = line.substring(READY.length()).strip();
                return;
            }
        }
        throw new UserException("the server ended before it said 'ready': " + String.join(" ", words));
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** {@return what it said after {@code ready}} */
    String greeting() {
        return greeting;
    }

    /** Asks a program that answers each line with a line. Blocks until it has. */
    String ask(String question) throws IOException {
        BufferedWriter asking = process.outputWriter();
        asking.write(question + "\n");
        asking.flush();
        String answer = process.inputReader().readLine();
        if (answer == null) throw new Failed("the program has ended");
        return answer;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** {@return the memory that the server has in RAM, in bytes; after a garbage collection, if it is a JVM} */
    long residentBytes() throws IOException {
        if (isJvm()) collectGarbage();
        return residentBytesNow();
    }

    /** The processor time of a process. */
    record CpuTime(double userMicros, double systemMicros) {

        CpuTime minus(CpuTime earlier) {
            return new CpuTime(userMicros - earlier.userMicros, systemMicros - earlier.systemMicros);
        }
    }

    /**
     * {@return what it has used so far, all its threads together, in steps of 10 ms; zero where the system does not
     * report it}
     */
    CpuTime cpuTime() throws IOException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        if (!Files.exists(stat)) return new CpuTime(0, 0);
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1); // the name may hold blanks
        return new CpuTime(
                Long.parseLong(fields[USER_TICKS]) * MICROS_IN_TICK,
                Long.parseLong(fields[SYSTEM_TICKS]) * MICROS_IN_TICK);
    }

    /** {@return what its threads have used so far} */
    ThreadTimes threadTimes() throws IOException {
        return ThreadTimes.of(process.pid());
    }

    /** {@return the memory that it has in RAM as it is, in bytes; zero where the system does not report it} */
    long residentBytesNow() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) return 0;
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_IN_KIB;
        }
        throw new Failed("the server has ended");
    }

    private boolean isJvm() throws IOException {
        Path program = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "exe"));
        return program.endsWith("java");
    }

    /** Asks it to end, and waits until it has. */
    void terminate(Duration patience) throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(patience)) throw new Failed("the server does not end within " + patience);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the server ends", e);
        }
    }

    /** {@return the bytes of its heap that are in use, after a collection; -1 if it is no JVM} */
    long heapBytes() throws IOException {
        if (!isJvm()) return -1;
        Process histogram = new ProcessBuilder(Jvm.program("jcmd"), Long.toString(process.pid()), "GC.class_histogram")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = histogram.inputReader()) {
            String last = said.lines().reduce("", (_, line) -> line);
            String[] total = last.strip().split(" +", -1); // "Total INSTANCES BYTES"
            if (total.length < 3 || !total[0].equals("Total"))
                throw new Failed("jcmd cannot reach the server: " + last);
            return Long.parseLong(total[2]);
        } finally {
            Children.end(histogram);
        }
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
        Children.end(process);
    }
}
