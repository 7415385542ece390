package dev.pirn.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The JVM's ahead-of-time cache of the classes that every worker loads: it takes a third off the start. It is made once
 * for a JDK, a class path and a set of options, by a worker of its own that runs next to the first pool; what needs it
 * sooner does without. A JVM that cannot use it ignores it, so nothing here is an error.
 */
final class AotCache {

    /** The JVM writes the cache while it ends. */
    private static final long TRAINING_SECONDS = 60;

    private static final int MOST_CACHES = 8;

    private static final Set<Path> IN_THE_MAKING = ConcurrentHashMap.newKeySet();

    private final Path file;

    private AotCache(Path file) {
        this.file = file;
    }

    /** {@return the cache for a pool, present or not yet; empty if the JVM could not make one} */
    static Optional<AotCache> of(ProcessPoolBuilder settings) {
        Path directory = settings.cache;
        if (directory == null || settings.jvmOptions.stream().anyMatch(o -> o.matches("-XX:AOT.*|-Xshare.*")))
            return Optional.empty();
        try {
            return key(settings).map(key -> new AotCache(directory.resolve("worker-" + key + ".aot")));
        } catch (IOException | NoSuchAlgorithmException e) {
            return Optional.empty();
        }
    }

    /** Empty if there is a directory in the class path, of whose classes the JVM makes no cache. */
    private static Optional<String> key(ProcessPoolBuilder settings) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        List<String> options = Launch.options(settings, List.of());
        for (String fact :
                List.of(System.getProperty("java.home"), System.getProperty("java.vm.version"), options.toString()))
            digest.update(fact.getBytes(UTF_8));
        for (String entry : Launch.classPath(settings.loader())) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) return Optional.empty();
            if (!Files.exists(path)) continue;
            digest.update((Files.size(path) + " " + Files.getLastModifiedTime(path)).getBytes(UTF_8));
        }
        return Optional.of(HexFormat.of().formatHex(digest.digest(), 0, 12));
    }

    /** {@return the options that a worker's JVM needs: none if the cache is not there yet} */
    List<String> options() {
        return Files.isReadable(file) ? List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off") : List.of();
    }

    /** Makes the cache if it is not there. Returns at once. */
    void prepare(ProcessPoolBuilder settings) {
        if (Files.exists(file) || !IN_THE_MAKING.add(file)) return;
        Path made = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        List<String> training = List.of("-XX:AOTCacheOutput=" + made, "-Xlog:aot=off", "-Xlog:cds=off");
        Launch launch = new Launch(settings, training);
        launch.deleteOnExit();
        Wire wire = new Wire(info -> ObjectInputFilter.Status.UNDECIDED, settings.loader());
        Thread.ofPlatform().daemon().name("pirn-worker-cache").start(() -> make(launch, wire, made));
    }

    private void make(Launch launch, Wire wire, Path made) {
        try {
            Files.createDirectories(file.getParent());
            train(launch, wire);
            if (Files.exists(made)) Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            System.getLogger(AotCache.class.getName()).log(System.Logger.Level.DEBUG, "no cache for workers", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clean(launch);
            IN_THE_MAKING.remove(file);
        }
    }

    /** A worker that does what workers do, once, and ends in order: then its JVM writes the cache. */
    private static void train(Launch launch, Wire wire) throws IOException, InterruptedException {
        Output silent = new Output("pirn-worker-cache", line -> {});
        Path socket = launch.socket(0, 0);
        try (ServerSocketChannel server = Child.listen(socket)) {
            Child child = Child.start(launch, socket, 0, wire, silent, "pirn-worker-cache");
            child.connect(server, new Link.Buffers(), Wire.bytesOf((ProcessPool.Call<Object>) () -> Map.of("a", 1)));
            Child.remove(socket); // this JVM may end while that one still works
            child.retire(TRAINING_SECONDS);
        } finally {
            silent.close();
        }
    }

    /** Removes what this JVM, or one that is gone, has left unfinished, and the caches of builds long past. */
    private void clean(Launch launch) {
        try (Stream<Path> files = Files.list(file.getParent())) {
            List<Path> ours = files.filter(f -> nameOf(f).startsWith("worker-")).toList();
            for (Path left : ours) {
                if (nameOf(left).startsWith(nameOf(file) + ".") && isLeft(left)) Files.deleteIfExists(left);
            }
            List<Path> oldest = ours.stream()
                    .filter(f -> nameOf(f).endsWith(".aot"))
                    .sorted(Comparator.comparingLong(f -> -f.toFile().lastModified()))
                    .skip(MOST_CACHES)
                    .toList();
            for (Path old : oldest) Files.deleteIfExists(old);
            launch.close();
        } catch (IOException e) {
            // they are left over
        }
    }

    /** Whether no process works on a file, whose name has that of the cache, a dot and the process. */
    private boolean isLeft(Path unfinished) {
        String process = nameOf(unfinished).substring(nameOf(file).length() + 1).split("\\.", 2)[0];
        if (!process.matches("\\d{1,18}")) return false;
        long pid = Long.parseLong(process);
        return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** {@return where caches belong on this system} */
    static Path defaultDirectory() {
        String home = System.getProperty("user.home", ".");
        String system = System.getProperty("os.name", "");
        if (system.startsWith("Mac")) return Path.of(home, "Library", "Caches", "pirn");
        String named = System.getenv(system.startsWith("Windows") ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        return named == null || named.isEmpty() ? Path.of(home, ".cache", "pirn") : Path.of(named, "pirn");
    }
}
