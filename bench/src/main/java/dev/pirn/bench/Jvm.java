package dev.pirn.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How another JVM is started: the one that runs this, with this class path. */
final class Jvm {

    /** The same for Pirn and its peers. */
    private static final List<String> COMMON =
            List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** The flag that lets Pirn's loop schedule coroutines itself. */
    static final List<String> PIRN = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    private Jvm() {}

    static List<String> command(List<String> flags, Class<?> main, String... args) {
        return command(flags, System.getProperty("java.class.path"), main, args);
    }

    static List<String> command(List<String> flags, String classPath, Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(program("java"));
        command.addAll(COMMON);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    /** {@return a program of the JDK that runs this} */
    static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
