package dev.pirn.tck.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What only the first use of Pirn in a JVM can show, so each case takes a JVM. */
class FirstUseTck {

    private static void probe(LoopCase loops, String... mode) throws IOException, InterruptedException {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dpirn.loop=" + loops.backend(),
                "-Dpirn.coroutines=" + loops.coroutines(),
                "-Dpirn.debug=" + loops.debug(),
                "-cp",
                CoroutinesTck.classPath(),
                FirstUseProbe.class.getName());
        Process jvm = new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of(mode)).toList())
                .redirectErrorStream(true)
                .start();
        boolean ended = jvm.waitFor(60, TimeUnit.SECONDS);
        if (!ended) jvm.destroyForcibly();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(ended, () -> "it has not ended: " + output);
        assertEquals(0, jvm.exitValue(), output);
    }

    @LoopTest(coroutines = "loop")
    void anInterruptThatIsPendingDoesNotTakeTheEngineAway(LoopCase loops) throws Exception {
        probe(loops, "interrupted");
    }

    @LoopTest
    void aRunInAStaticInitialiserWorksOrFailsAtOnce(LoopCase loops) throws Exception {
        probe(loops, "initialiser", loops.coroutines());
    }
}
