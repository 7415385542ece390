package dev.pirn.cli.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part files that exist now. An orderly end, Ctrl-C included, leaves none; this is for an end that runs no {@code
 * finally}, such as SIGTERM: the JVM deletes them then.
 *
 * <p>Callable from any thread.
 */
public final class PartFiles implements AutoCloseable {

    private final Set<Path> paths = ConcurrentHashMap.newKeySet();
    private final Thread atExit = new Thread(this::deleteAll, "pirn-part-files");

    /** Watches the end of the JVM from now on. */
    public PartFiles() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    PartFile open(Path target) throws IOException {
        PartFile part = new PartFile(target, paths::remove);
        paths.add(part.path());
        return part;
    }

    private void deleteAll() {
        for (Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                System.err.println("pirn: cannot delete " + path + ": " + Reasons.ofFile(e));
            }
        }
    }

    /** Watches no more. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            assert e != null; // the JVM is ending: the hook runs
        }
    }
}
