package dev.pirn.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pirn as modules: on the module path of a JDK, and linked into an image that has nothing of the JDK but {@code
 * java.base}.
 */
class ModulesTest {

    private static final List<String> OURS = List.of("dev.pirn", "dev.pirn.file", "dev.pirn.loop.nio", "org.jspecify");
    private static final List<String> OPEN = List.of("--add-opens", "java.base/java.lang=dev.pirn");

    @TempDir
    private Path directory;

    private String modulePath = "";

    @BeforeEach
    void makeTheProgramAModule() throws IOException {
        Path program = directory.resolve("program");
        addClass(program, ModulesProgram.class);
        Path descriptor = Files.writeString(
                directory.resolve("module-info.java"),
                "module program { requires dev.pirn.file; exports dev.pirn.users; }");
        String pirn = OURS.stream().map(ModulesTest::placeOf).collect(Collectors.joining(File.pathSeparator));
        run("javac", "-p", pirn, "-d", program.toString(), descriptor.toString());
        modulePath = pirn + File.pathSeparator + program;
    }

    private static void addClass(Path module, Class<?> added) throws IOException {
        String name = added.getName().replace('.', '/') + ".class";
        Files.createDirectories(module.resolve(name).getParent());
        try (InputStream code = added.getClassLoader().getResourceAsStream(name)) {
            Files.copy(code, module.resolve(name));
        }
    }

    /** {@return where a module is among what these tests run on} */
    private static String placeOf(String module) {
        Path[] places = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toArray(Path[]::new);
        URI place =
                ModuleFinder.of(places).find(module).orElseThrow().location().orElseThrow();
        return Path.of(place).toString();
    }

    private static void run(String tool, String... arguments) {
        assertEquals(0, ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments), tool);
    }

    @Test
    void onTheModulePathOfAJdkEverythingWorks() throws Exception {
        Path recording = directory.resolve("program.jfr");
        List<String> options = new ArrayList<>(OPEN);
        options.add("-XX:StartFlightRecording:settings=" + settings() + ",filename=" + recording);
        options.addAll(List.of("-p", modulePath, "--add-modules", "jdk.unsupported"));
        Map<String, String> told = told(Path.of(System.getProperty("java.home")), options);
        assertEquals("loop", told.get("coroutines"));
        assertWorks(told);
        assertSays("held by the thread holder", "stall", told);
        assertSays("dev.pirn:", "bean", told);
        assertEquals("can be received", told.get("signals"));
        assertSays("dev.pirn:pirn-console", "console", told);
        assertTrue(eventsOf(recording).containsAll(Set.of("dev.pirn.TaskEnd", "dev.pirn.Stall")));
    }

    private Path settings() throws IOException {
        try (InputStream ours = ClassLoader.getSystemResourceAsStream("pirn.jfc")) {
            Path copy = directory.resolve("pirn.jfc");
            Files.copy(ours, copy);
            return copy;
        }
    }

    private static Set<String> eventsOf(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .map(event -> event.getEventType().getName())
                .collect(Collectors.toSet());
    }

    @Test
    void inAnImageOfNothingElseWhatNeedsAModuleSaysSo() throws Exception {
        Path image = directory.resolve("image");
        run("jlink", "-p", modulePath, "--add-modules", "program,dev.pirn.loop.nio", "--output", image.toString());
        List<String> options = new ArrayList<>(OPEN);
        options.add("-Dpirn.jmx=true");
        Map<String, String> told = told(image, options);
        assertEquals("loop", told.get("coroutines"));
        assertWorks(told);
        assertSays("another thread holds", "stall", told);
        assertSays("--add-modules java.management", "bean", told);
        assertSays("--add-modules jdk.unsupported", "signals", told);
    }

    private static void assertWorks(Map<String, String> told) {
        assertEquals("to and fro", told.get("network"), told::toString);
        assertEquals("weft", told.get("file"), told::toString);
        assertEquals("done", told.get("thread"), told::toString);
        assertSays("for sleep", "dump", told);
    }

    private static void assertSays(String part, String what, Map<String, String> told) {
        assertTrue(told.getOrDefault(what, "nothing").contains(part), told::toString);
    }

    /** Runs the program: {@return what it said of each thing} */
    private Map<String, String> told(Path home, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        command.addAll(options);
        Path file = Files.writeString(directory.resolve("weft.txt"), "weft");
        command.addAll(List.of("-m", "program/" + ModulesProgram.class.getName(), file.toString()));
        Path errors = directory.resolve("errors");
        Process run = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        List<String> lines = run.inputReader().lines().toList();
        assertEquals(0, run.waitFor(), () -> lines + read(errors));
        return lines.stream()
                .filter(line -> line.contains(": "))
                .map(line -> line.split("( failed)?: ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
