package dev.pirn.file;

import dev.pirn.Loop;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;

/** Closes a file that was dropped without being closed, and reports that once. */
final class FileGuard implements Runnable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Loop loop;
    private final OpenFile file;
    private final Path path;
    private volatile boolean disarmed;

    private FileGuard(Loop loop, OpenFile file, Path path) {
        this.loop = loop;
        this.file = file;
        this.path = path;
    }

    /**
     * Guards an owner, to which nothing may refer that is reachable from the file while no operation is pending.
     *
     * @return to be run when the owner is closed
     */
    static Runnable guard(Object owner, Loop loop, OpenFile file, Path path) {
        FileGuard guard = new FileGuard(loop, file, path);
        Cleaner.Cleanable registration = CLEANER.register(owner, guard);
        return () -> {
            guard.disarmed = true;
            registration.clean();
        };
    }

    /** In the cleaner's thread, when nobody can reach the owner; or in {@link #guard}'s answer. */
    @Override
    public void run() {
        if (disarmed || loop.isClosed()) return;
        try {
            loop.execute(this::closeLeaked);
        } catch (RejectedExecutionException _) {
            // the loop was closed just now, and the file with it
        }
    }

    private void closeLeaked() {
        file.closeUnused();
        loop.report(
                "a file was dropped without being closed",
                new IllegalStateException("no close before the garbage collector: " + path),
                null);
    }
}
