package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a program ends that a signal hits while {@link SignalledRun} runs a loop. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill command")
class SignalledRunTest {

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void cleansUpRunsTheHooksAndEndsWithTheSignalsCode(String signal, int exitCode) throws Exception {
        try (Program program = new Program("clean")) {
            program.awaitLine("ready");
            program.kill(signal);
            assertEquals(List.of("cleaning", "clean", "hook"), program.rest());
            assertEquals(exitCode, program.exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, TERM, 143", "TERM, INT, 130"})
    void aSecondSignalEndsItAtOnce(String first, String second, int exitCode) throws Exception {
        try (Program program = new Program("stuck")) {
            program.awaitLine("ready");
            program.kill(first);
            program.awaitLine("cleaning");
            program.kill(second);
            assertEquals(List.of(), program.rest());
            assertEquals(exitCode, program.exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT", "TERM"})
    void whoCatchesItGoesOn(String signal) throws Exception {
        try (Program program = new Program("caught")) {
            program.awaitLine("ready");
            program.kill(signal);
            assertEquals(List.of("cleaning", "clean", "caught " + signal, "main went on", "hook"), program.rest());
            assertEquals(0, program.exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aHandlerComesBeforeTheRunAndGivesTheSignalBackToIt(String signal, int exitCode) throws Exception {
        try (Program program = new Program("stream")) {
            program.awaitLine("ready");
            program.kill(signal);
            program.awaitLine("received " + signal);
            program.awaitLine("ready");
            program.kill(signal);
            assertEquals(List.of("cleaning", "clean", "hook"), program.rest());
            assertEquals(exitCode, program.exitCode());
        }
    }

    /** The program in a JVM of its own. */
    private static final class Program implements AutoCloseable {

        private final Process process;
        private final BufferedReader said;

        Program(String what) throws IOException {
            process = JavaProcess.of(SignalledRun.class, what)
                    .redirectErrorStream(true)
                    .start();
            said = process.inputReader();
        }

        void awaitLine(String wanted) throws IOException {
            assertEquals(wanted, line());
        }

        private String line() throws IOException {
            String line = said.readLine();
            while (line != null && line.startsWith("SLF4J")) line = said.readLine(); // one of the jars beside us
            return String.valueOf(line);
        }

        List<String> rest() {
            return said.lines().toList();
        }

        void kill(String signal) throws Exception {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }

        int exitCode() throws InterruptedException {
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
