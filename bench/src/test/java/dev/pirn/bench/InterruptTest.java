package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.Main;
import java.io.BufferedReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class InterruptTest {

    @Test
    void ctrlCEndsWhatWasStarted() throws Exception {
        Process pirn = new ProcessBuilder(Jvm.command(
                        Jvm.PIRN, Main.class, "bench", "echo", "--loop", "nio", "--only", "pirn-nio-protocol echo"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = pirn.errorReader()) {
            String line = said.readLine();
            while (line != null && !line.startsWith("[")) line = said.readLine();
            List<ProcessHandle> children = pirn.descendants().toList();
            while (children.size() < 2 && pirn.isAlive()) { // the server and the load
                Thread.onSpinWait();
                children = pirn.descendants().toList();
            }
            new ProcessBuilder("kill", "-INT", Long.toString(pirn.pid()))
                    .start()
                    .waitFor();

            assertTrue(pirn.waitFor(20, TimeUnit.SECONDS));
            assertEquals(130, pirn.exitValue());
            for (ProcessHandle child : children) {
                child.onExit().get(10, TimeUnit.SECONDS);
                assertFalse(child.isAlive());
            }
        } finally {
            Children.end(pirn);
        }
    }
}
