package dev.pirn.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a command in a JVM of its own, as {@code ./pirn} does. */
final class JavaProcess {

    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    private JavaProcess() {}

    static ProcessBuilder command(String... args) {
        return main(Main.class, args);
    }

    static ProcessBuilder main(Class<?> program, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add(NATIVE_ACCESS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }
}
