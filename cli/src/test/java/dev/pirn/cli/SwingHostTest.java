package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.Loops;
import dev.pirn.spi.LoopProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guest mode in a real window: Swing's event thread is the host, on a display that nobody sees. */
class SwingHostTest {

    private static final Path XVFB = Path.of("/usr/bin/Xvfb");
    private static final String AS_EXPECTED = "shows line 40, on the event thread, the window ticked, a click ends it";

    @Test
    void swingsEventThreadHostsEveryBackendAndEngine(@TempDir Path home) throws Exception {
        assumeTrue(Files.isExecutable(XVFB), "SKIPPED: " + XVFB + " is not installed (package xvfb)");
        Process display = new ProcessBuilder(
                        XVFB.toString(), "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp")
                .redirectError(home.resolve("xvfb.log").toFile())
                .start();
        try {
            String number = display.inputReader(StandardCharsets.US_ASCII).readLine(); // it takes a free one
            assertTrue(number != null, () -> "no display: " + read(home.resolve("xvfb.log")));
            assertEquals(expected(), run(":" + number, home));
        } finally {
            display.destroy();
            boolean _ = display.waitFor(10, TimeUnit.SECONDS);
            display.destroyForcibly();
        }
    }

    private static List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (LoopProvider backend : Loops.providers()) {
            if (!backend.availability().isAvailable()) continue;
            lines.add(backend.name() + " loop: " + AS_EXPECTED);
            lines.add(backend.name() + " baton: " + AS_EXPECTED);
        }
        return lines;
    }

    private static List<String> run(String display, Path home) throws IOException, InterruptedException {
        Path output = home.resolve("program.out");
        ProcessBuilder command = JavaProcess.of(SwingProgram.class);
        command.environment().put("DISPLAY", display);
        Process program = command.redirectError(home.resolve("program.err").toFile())
                .redirectOutput(output.toFile())
                .start();
        boolean ended = program.waitFor(120, TimeUnit.SECONDS);
        String threads = ended ? "" : threadsOf(program, home);
        program.destroyForcibly();
        String errors = read(home.resolve("program.err"));
        assumeTrue(!errors.contains("UnsatisfiedLinkError"), "SKIPPED: this Java has no windows: " + errors);
        assertTrue(ended, () -> "the program did not end: " + read(output) + errors + threads);
        assertEquals(0, program.exitValue(), () -> read(output) + errors);
        return Files.readAllLines(output);
    }

    /** {@return the stacks of another JVM, of virtual threads as well, which a plain dump leaves out} */
    private static String threadsOf(Process jvm, Path home) throws IOException, InterruptedException {
        Path dump = home.resolve("threads.txt");
        return jcmd(jvm, home, "Thread.print", "-l")
                + jcmd(jvm, home, "Thread.dump_to_file", "-overwrite", dump.toString())
                + read(dump);
    }

    private static String jcmd(Process jvm, Path home, String... what) throws IOException, InterruptedException {
        Path answer = home.resolve("jcmd.out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(String.valueOf(jvm.pid()));
        command.addAll(List.of(what));
        Process jcmd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        boolean _ = jcmd.waitFor(30, TimeUnit.SECONDS);
        jcmd.destroyForcibly();
        return read(answer);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
