package dev.pirn.file;

import dev.pirn.Loop;
import dev.pirn.LoopLocal;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoFile;
import dev.pirn.spi.IoFiles;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The files of a loop whose driver has no way of its own: a few threads, shared by all loops of the JVM, make the calls
 * that block. They are never interrupted, because that would close the {@link java.nio.channels.FileChannel} under
 * everybody who uses it.
 */
final class PoolFiles implements IoFiles, AutoCloseable {

    static final LoopLocal<PoolFiles> OF = new LoopLocal<>(PoolFiles::new);

    /** So many calls at a time: asyncio's default; docs/adr/0009-files.md. */
    private static final int THREADS = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);

    private static final long IDLE_SECONDS = 10;
    private static final ExecutorService THREAD_POOL = newPool();

    private final Loop loop;
    private final Set<PoolFile> open = new LinkedHashSet<>();

    private PoolFiles(Loop loop) {
        this.loop = loop;
    }

    private static ExecutorService newPool() {
        var factory = Thread.ofPlatform()
                .daemon()
                .name("pirn-files-", 1)
                .inheritInheritableThreadLocals(false)
                .factory();
        var executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public IoFile open(Path path, Set<? extends OpenOption> options, Completion done) {
        PoolFile file = new PoolFile(this, path, options, done);
        file.open();
        return file;
    }

    Loop loop() {
        return loop;
    }

    void opened(PoolFile file) {
        open.add(file);
    }

    void closed(PoolFile file) {
        open.remove(file);
    }

    void start(PoolOperation operation) {
        operation.start(loop, THREAD_POOL);
    }

    /** With the loop: closes what its coroutines left open. */
    @Override
    public void close() {
        List.copyOf(open).forEach(PoolFile::closeNow);
    }
}
