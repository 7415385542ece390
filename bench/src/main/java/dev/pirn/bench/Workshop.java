package dev.pirn.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the peers that are no Java: takes their sources out of this module, compiles them where that is needed, and
 * keeps what came out in the user's cache, under a name that depends on the source.
 */
final class Workshop {

    private static final int BUILD_MINUTES = 3;
    private static final int DIGITS = 12;
    private static final String DEBIAN_CRATES = "/usr/share/cargo/registry";

    private final Path cache;
    private final String path;
    private final Map<String, String> absent = new ConcurrentHashMap<>();

    Workshop() {
        this(cacheOfUser(), String.valueOf(System.getenv("PATH")));
    }

    /**
     * @param cache where what is made is kept
     * @param path the directories in which tools are looked for
     */
    Workshop(Path cache, String path) {
        this.cache = cache;
        this.path = path;
    }

    private static Path cacheOfUser() {
        String set = System.getenv("XDG_CACHE_HOME");
        Path caches = set == null || set.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(set);
        return caches.resolve("pirn-bench");
    }

    /** {@return a program on this process's path; null if there is none of that name} */
    static @Nullable Path find(String program) {
        List<Path> all = findAll(program, String.valueOf(System.getenv("PATH")));
        return all.isEmpty() ? null : all.getFirst();
    }

    private static List<Path> findAll(String program, String path) {
        return Arrays.stream(path.split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .toList();
    }

    private Path need(String program, String install) throws Absent {
        List<Path> found = findAll(program, path);
        if (found.isEmpty()) throw new Absent("there is no " + program + " on the PATH", install);
        return found.getFirst();
    }

    /** {@return the command of a script that a Python runs which has a module} */
    List<String> python(String script, String module, String install) throws Absent, IOException {
        for (Path python : findAll("python3", path)) {
            if (succeeds(List.of(python.toString(), "-c", "import " + module)))
                return List.of(python.toString(), source(script).toString());
        }
        throw new Absent("no python3 has the module " + module, install);
    }

    List<String> node(String script) throws Absent, IOException {
        return List.of(
                need("node", "apt-get install nodejs").toString(),
                source(script).toString());
    }

    List<String> c(String source) throws Absent, IOException {
        String install = "apt-get install gcc libc6-dev";
        Path gcc = need("gcc", install);
        Path file = source(source);
        return once(file, install, out -> List.of(gcc.toString(), "-O2", "-o", out.toString(), file.toString()));
    }

    List<String> go(String source) throws Absent, IOException {
        String install = "apt-get install golang-go";
        Path go = need("go", install);
        Path file = source(source);
        return once(file, install, out -> List.of(go.toString(), "build", "-o", out.toString(), file.toString()));
    }

    /** {@return a program of Rust's} Its crates are Debian's where they are installed, else cargo fetches them. */
    List<String> rust(String source) throws Absent, IOException {
        String install = "apt-get install cargo librust-tokio-dev";
        Path cargo = need("cargo", install);
        Path file = source(source);
        String name = file.getFileName().toString().replace(".rs", "");
        Path project = file.resolveSibling(name);
        write(project.resolve("src/main.rs"), Files.readString(file));
        write(project.resolve("Cargo.toml"), text("rust/Cargo.toml").replace("NAME", name));
        boolean isDebian = Files.isDirectory(Path.of(DEBIAN_CRATES)) && !isEmpty(DEBIAN_CRATES, "tokio-");
        if (isDebian)
            write(
                    project.resolve(".cargo/config.toml"),
                    text("rust/config.toml").replace("CRATES", DEBIAN_CRATES));
        List<String> build = isDebian
                ? List.of(cargo.toString(), "build", "--release", "--offline", "--quiet")
                : List.of(cargo.toString(), "build", "--release", "--quiet");
        Path out = project.resolve("target/release/" + name);
        if (!Files.exists(out)) build(name, install, build, project);
        return List.of(out.toString());
    }

    private static boolean isEmpty(String directory, String prefix) throws IOException {
        try (var files = Files.list(Path.of(directory))) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith(prefix));
        }
    }

    /** How something is compiled. */
    private interface Compiler {
        List<String> command(Path out);
    }

    private List<String> once(Path source, String install, Compiler compiler) throws Absent, IOException {
        Path out = source.resolveSibling(source.getFileName() + ".out");
        if (!Files.exists(out)) {
            Path unfinished = source.resolveSibling(source.getFileName() + ".new");
            build(source.getFileName().toString(), install, compiler.command(unfinished), source.resolveSibling(""));
            Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
        }
        return List.of(out.toString());
    }

    /** Runs a build; one that failed is not tried again in this run. */
    private void build(String what, String install, List<String> command, Path directory) throws Absent, IOException {
        String failed = absent.get(what);
        if (failed != null) throw new Absent(failed, install);
        Path log = directory.resolve("build.log");
        boolean isDone = runs(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        if (isDone) return;
        String why = command.getFirst() + " cannot build " + what + "; see " + log;
        absent.put(what, why);
        throw new Absent(why, install);
    }

    private static boolean succeeds(List<String> command) {
        try {
            return runs(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD));
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    private static boolean runs(ProcessBuilder command) throws IOException {
        Process process = command.start();
        try {
            return process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            throw new IOException("interrupted while waiting for " + command.command(), e);
        } finally {
            Children.end(process);
        }
    }

    /** {@return a file of this module, outside of it} */
    Path source(String name) throws IOException {
        String text = text(name);
        Path file = cache.resolve(digest(text)).resolve(Path.of(name).getFileName());
        if (!Files.exists(file)) write(file, text);
        return file;
    }

    private static void write(Path file, String text) throws IOException {
        Path directory = file.resolveSibling("");
        Files.createDirectories(directory);
        Path unfinished = Files.createTempFile(directory, "new", "");
        Files.writeString(unfinished, text);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static String text(String resource) throws IOException {
        try (InputStream in = Workshop.class.getResourceAsStream("peers/" + resource)) {
            if (in == null) throw new IllegalArgumentException("this module has no file " + resource);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
