package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link LookedAt} in a JVM of its own. */
public final class LookedAtProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;
    private final Path warnings;

    private LookedAtProcess(ProcessBuilder command) throws IOException {
        warnings = Files.createTempFile("looked-at", ".err");
        warnings.toFile().deleteOnExit();
        process = command.redirectError(warnings.toFile()).start();
        said = process.inputReader();
        assertEquals("ready", said.readLine());
    }

    public static LookedAtProcess start(String... args) throws IOException {
        return new LookedAtProcess(JavaProcess.of(LookedAt.class, args));
    }

    /** @param options of the JVM, separated by blanks */
    static LookedAtProcess startWith(String options, String... args) throws IOException {
        ProcessBuilder command = JavaProcess.of(LookedAt.class, args);
        List<String> words = new ArrayList<>(command.command());
        words.addAll(1, List.of(options.split(" ")));
        return new LookedAtProcess(command.command(words));
    }

    public long pid() {
        return process.pid();
    }

    /** {@return how many threads in it serve a tool} */
    public long serving() throws IOException {
        return Long.parseLong(ask('t'));
    }

    /** {@return where its class path has a resource of the name "planted"; {@code null} in words if it has none} */
    String planted() throws IOException {
        return ask('c');
    }

    private String ask(char question) throws IOException {
        Writer in = process.outputWriter();
        in.write(question);
        in.flush();
        return said.readLine();
    }

    /** {@return what Java says there of agents} */
    String warnings() throws IOException {
        return Files.readString(warnings);
    }

    /** Sends it a signal, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
        assertEquals(0, kill.waitFor());
    }

    /** {@return whether a signal has stopped it, by Linux} */
    boolean isStopped() throws IOException {
        return Files.readString(Path.of("/proc/" + pid() + "/status")).contains("(stopped)");
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
