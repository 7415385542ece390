package dev.pirn.pool;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the workers of a pool are started: the command line, which is in a file because class paths are long, and the
 * directory of that file and of the sockets, which only this user may enter.
 */
final class Launch {

    private static final String OPTIONS = "options";

    private final String filter;
    private final Path java;
    private final Path directory;
    private final Map<String, String> environment;

    Launch(ProcessPoolBuilder settings, List<String> cacheOptions) {
        this.filter = settings.filter;
        this.java = java();
        this.environment = new HashMap<>(settings.environment);
        try {
            directory = privateDirectory();
            Files.write(directory.resolve(OPTIONS), quoted(options(settings, cacheOptions)), nativeCharset());
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for the sockets of the workers can be made", e);
        }
    }

    private static Path java() {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        for (String name : List.of("java", "java.exe")) {
            if (Files.isExecutable(bin.resolve(name))) return bin.resolve(name);
        }
        throw new IllegalStateException("there is no java to start workers with in " + bin);
    }

    private static Path privateDirectory() throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix"))
            return Files.createTempDirectory("pirn-pool-"); // of a system where each user has a temporary directory
        var onlyMe = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return Files.createTempDirectory("pirn-pool-", onlyMe);
    }

    /** What stands before the name of the main class. */
    static List<String> options(ProcessPoolBuilder settings, List<String> cacheOptions) {
        List<String> options = new ArrayList<>(modulesAndClasses(settings.loader()));
        if (settings.jvmOptions.stream().noneMatch(option -> option.matches("-XX:[+]Use\\w+GC")))
            options.add("-XX:+UseSerialGC"); // a worker runs one function at a time
        options.add("-Xmx" + settings.heapMebibytes() + "m");
        options.add("-Dstdout.encoding=UTF-8");
        options.add("-Dstderr.encoding=UTF-8");
        options.addAll(cacheOptions);
        options.addAll(settings.jvmOptions); // last: of two that contradict each other the JVM takes the later one
        return options;
    }

    private static List<String> modulesAndClasses(ClassLoader loader) {
        List<String> options = new ArrayList<>();
        String modules = System.getProperty("jdk.module.path", "");
        if (!modules.isEmpty()) options.addAll(List.of("-p", modules, "--add-modules", "ALL-MODULE-PATH"));
        options.addAll(List.of("-cp", String.join(File.pathSeparator, classPath(loader))));
        return options;
    }

    /** This JVM's class path, and what the class loaders of a test runner, a build tool or a container add to it. */
    static List<String> classPath(ClassLoader loader) {
        List<String> entries = new ArrayList<>();
        for (ClassLoader l = loader; l != null; l = l.getParent()) {
            if (l instanceof URLClassLoader loadsFiles) entries.addAll(0, filesOf(loadsFiles));
        }
        String own = System.getProperty("java.class.path", "");
        if (!own.isEmpty()) entries.addAll(0, List.of(own.split(File.pathSeparator)));
        return entries;
    }

    private static List<String> filesOf(URLClassLoader loader) {
        return Stream.of(loader.getURLs())
                .filter(url -> url.getProtocol().equals("file"))
                .map(url -> Path.of(URI.create(url.toString())).toString())
                .toList();
    }

    /** In the form that the java launcher reads. */
    private static List<String> quoted(List<String> options) {
        return options.stream()
                .map(o -> '"' + o.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"')
                .toList();
    }

    private static Charset nativeCharset() {
        return Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    }

    /** {@return where the sockets are} */
    Path directory() {
        return directory;
    }

    /** {@return a path for the socket on which a worker connects back} */
    Path socket(int worker, int generation) {
        return directory.resolve(worker + "-" + generation);
    }

    /** Starts the process of a worker, whose pipes the caller reads. */
    Process start(Path socket, int worker, String token) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString(), "@" + directory.resolve(OPTIONS)));
        command.addAll(mainClass());
        command.addAll(List.of(socket.toString(), String.valueOf(worker), filter));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put(WorkerMain.TOKEN, token);
        return builder.start();
    }

    private static List<String> mainClass() {
        Module module = WorkerMain.class.getModule();
        String name = WorkerMain.class.getName();
        return module.isNamed() ? List.of("-m", module.getName() + "/" + name) : List.of(name);
    }

    /** For what may outlast the JVM, but for its sockets. */
    void deleteOnExit() {
        directory.toFile().deleteOnExit();
        directory.resolve(OPTIONS).toFile().deleteOnExit(); // the later is deleted first
    }

    /** Removes the directory and what is in it. */
    void close() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
    }
}
