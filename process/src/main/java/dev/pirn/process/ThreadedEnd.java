package dev.pirn.process;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's end of a pipe of the JDK's: a helper thread makes one blocking call after the other. Confined to its loop
 * but for {@link #work}.
 */
abstract class ThreadedEnd {

    static final int CHUNK = 16 * 1024;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(Thread.ofPlatform()
            .daemon()
            .name("pirn-pipes-", 1)
            .inheritInheritableThreadLocals(false)
            .factory());

    private final Loop loop;
    private @Nullable Completion waiting;
    private @Nullable IOException failure;
    private boolean working;
    private boolean closed;
    private boolean streamClosed;

    ThreadedEnd(Loop loop) {
        this.loop = loop;
    }

    /** In a helper thread: makes the call that blocks. */
    abstract int work() throws IOException;

    /** On the loop: what came of the call. */
    abstract void worked(int result);

    /** Closes the JDK's stream; the thread may be in a call of it. */
    abstract void closeStream() throws IOException;

    void requireOpen() throws IOException {
        if (closed) throw new ClosedChannelException();
        if (failure != null) throw failure;
    }

    boolean isWorking() {
        return working;
    }

    void startWork() {
        working = true;
        THREADS.execute(this::runWork);
    }

    private void runWork() {
        int result = 0;
        IOException failed = null;
        try {
            result = work();
        } catch (IOException e) {
            failed = e;
        }
        int count = result;
        IOException why = failed;
        try {
            loop.execute(() -> ended(count, why));
        } catch (RejectedExecutionException _) {
            // the loop was closed, and with it what belongs to it
        }
    }

    private void ended(int result, @Nullable IOException why) {
        working = false;
        if (why == null) worked(result);
        else failure = why;
        if (closed) closeInThread();
        complete(IoDriver.RETRY);
    }

    int await(Completion done) {
        if (waiting != null) throw new IllegalStateException("an operation of this pipe is pending already");
        waiting = done;
        return IoDriver.PENDING;
    }

    private void complete(int result) {
        Completion done = waiting;
        waiting = null;
        if (done != null) done.completed(result);
    }

    public void cancel(Completion done) {
        if (waiting == done) complete(IoDriver.CANCELLED);
    }

    public void close(boolean abort) {
        if (closed) return;
        closed = true;
        if (!working || abort) closeInThread(); // else when what was taken is out
        complete(IoDriver.CANCELLED);
    }

    /** The JDK's streams may wait for a lock that a blocked call holds. */
    private void closeInThread() {
        if (streamClosed) return;
        streamClosed = true;
        THREADS.execute(() -> {
            try {
                closeStream();
            } catch (IOException _) {
                // what could not be written is lost with the pipe
            }
        });
    }

    public boolean isClosed() {
        return closed;
    }
}
