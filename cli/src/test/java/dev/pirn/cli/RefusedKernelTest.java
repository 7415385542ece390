package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel refuses io_uring, as it does in most containers; or the JVM refuses native code. */
@EnabledOnOs(OS.LINUX)
class RefusedKernelTest {

    private static final int IO_URING_SETUP = 425; // the same number on every machine
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    @TempDir
    private static Path directory;

    private static Path deny() {
        return directory.resolve("deny");
    }

    @BeforeAll
    static void compile() throws Exception {
        Process gcc;
        try {
            gcc = new ProcessBuilder("gcc", "-o", deny().toString(), "src/test/c/deny.c")
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "SKIPPED: no gcc to build the seccomp filter with: " + e.getMessage());
            return;
        }
        assertEquals(0, gcc.waitFor(), "gcc");
    }

    @ParameterizedTest
    @ValueSource(ints = {EPERM, ENOSYS})
    void ioUringReportsItselfUnavailableAndTheChoiceGoesOn(int errno) throws Exception {
        Map<String, Object> loops = JSON.std.mapFrom(run(0, refusing(errno, "loops", "--json")));

        Map<?, ?> ring = provider(loops, "io_uring");
        assertEquals(false, ring.get("available"));
        assertNotEquals("", ring.get("reason"));
        assertEquals("epoll", loops.get("chosen"));
    }

    @Test
    void askedForByNameItSaysWhyNot() throws Exception {
        String said = run(2, refusing(EPERM, "get", "--loop", "io_uring", "http://127.0.0.1:9/x"));
        assertTrue(said.contains("io_uring"), said);
        assertTrue(said.contains("epoll"), said);
    }

    @Test
    void withoutNativeAccessTheFlagIsNamedAndNioIsTaken() throws Exception {
        ProcessBuilder pirn = JavaProcess.command("loops", "--json");
        pirn.command().remove(JavaProcess.NATIVE_ACCESS);
        pirn.command().add(1, "--illegal-native-access=deny");
        Map<String, Object> loops = JSON.std.mapFrom(run(0, pirn));

        assertEquals("nio", loops.get("chosen"));
        for (String name : List.of("epoll", "io_uring")) {
            String reason = String.valueOf(provider(loops, name).get("reason"));
            assertTrue(reason.contains("--enable-native-access=ALL-UNNAMED"), reason);
        }
    }

    private static ProcessBuilder refusing(int errno, String... args) {
        ProcessBuilder pirn = JavaProcess.command(args);
        List<String> command =
                new ArrayList<>(List.of(deny().toString(), Integer.toString(IO_URING_SETUP), Integer.toString(errno)));
        command.addAll(pirn.command());
        return pirn.command(command);
    }

    /** {@return what the command said, to both streams} */
    private static String run(int exitCode, ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exitCode, process.waitFor(), said);
        return said;
    }

    private static Map<?, ?> provider(Map<String, Object> loops, String name) {
        List<?> providers = assertInstanceOf(List.class, loops.get("providers"));
        return providers.stream()
                .map(Map.class::cast)
                .filter(provider -> name.equals(provider.get("name")))
                .findFirst()
                .orElseThrow();
    }
}
