package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Child processes in a JVM that lets nobody call the C library. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no cat")
class NoNativeAccessTest {

    @Test
    void theJdkStartsProcessesThen() throws Exception {
        ProcessBuilder program = JavaProcess.of(NoNativeAccess.class);
        List<String> command = new ArrayList<>(program.command());
        command.remove(JavaProcess.NATIVE_ACCESS);
        command.addAll(1, List.of("--illegal-native-access=deny", "-Dpirn.loop=nio"));
        Process run = program.command(command).start();
        List<String> said = run.inputReader().lines().toList();
        assertTrue(said.contains("to and fro"), said.toString());
        assertTrue(said.getLast().startsWith("without native access"), said.toString());
    }
}
