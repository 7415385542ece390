package dev.pirn.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cache with which workers start sooner. The JVM makes one only of jars, so the program that has the pool is put in
 * some.
 */
class AotCacheTest {

    @TempDir
    private Path directory;

    /** Prints the options of its worker, and ends when the cache is there. */
    static final class Parent {
        public static void main(String... args) throws Exception {
            Path cache = Path.of(args[0]);
            try (WatchService watch = cache.getFileSystem().newWatchService();
                    ProcessPool pool =
                            ProcessPool.builder().workers(1).cache(cache).build()) {
                cache.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                pool.submit(() -> {}).get();
                System.out.println(Files.readAllLines(pool.launch().directory().resolve("options")));
                while (!hasCache(cache)) {
                    WatchKey key = watch.take();
                    key.pollEvents();
                    key.reset();
                }
            }
        }
    }

    private static boolean hasCache(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".aot"));
        }
    }

    @Test
    void theFirstPoolMakesTheCacheAndTheNextOneUsesIt() throws Exception {
        Path cache = Files.createDirectory(directory.resolve("cache"));
        String classPath = jar(ProcessPool.class) + File.pathSeparator + jar(AotCacheTest.class);
        assertFalse(run(classPath, cache).contains("-XX:AOTCache="));
        String second = run(classPath, cache);
        assertTrue(second.contains("-XX:AOTCache=" + cache), second);

        try (Stream<Path> files = Files.list(cache)) {
            Files.writeString(
                    files.filter(f -> f.toString().endsWith(".aot")).findFirst().orElseThrow(), "moth-eaten");
        }
        assertTrue(run(classPath, cache).contains("-XX:AOTCache=" + cache)); // and the worker has started all the same
    }

    @Test
    void directoriesHaveNoCache() throws IOException {
        ProcessPoolBuilder builder = ProcessPool.builder().cache(directory);
        assertEquals(Optional.empty(), AotCache.of(builder)); // the classes of this test are in one
        assertEquals(Optional.empty(), AotCache.of(ProcessPool.builder().cache(null)));
    }

    private static String run(String classPath, Path cache) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process parent = new ProcessBuilder(List.of(java, "-cp", classPath, Parent.class.getName(), cache.toString()))
                .redirectErrorStream(true)
                .start();
        String printed = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, parent.waitFor(), printed);
        assertEquals(1, printed.lines().count(), printed); // the JVM does not complain of a cache
        return printed;
    }

    /** Packs what a class was loaded from, unless it is a jar already. */
    private Path jar(Class<?> type) throws IOException, URISyntaxException {
        Path classes =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(classes)) return classes;
        Path jar = directory.resolve(type.getSimpleName() + ".jar");
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(classes)) {
            all.filter(file -> file.toString().endsWith(".class")).forEach(files::add);
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path file : files) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                entries.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }
}
