package dev.pirn.file;

import dev.pirn.Cancelled;
import dev.pirn.Parker;
import dev.pirn.WaitReason;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One operation of a file: what is notified of its end, and the one coroutine that waits for that. */
final class FileOperation implements Completion, Parker.Abort {

    private final Parker parker = new Parker();
    private final String what;
    private final Object path;
    private Runnable onEnd = () -> {};
    private @Nullable IoFile awaited;
    private boolean ended;
    private int result;
    private @Nullable IOException failure;

    FileOperation(String what, Object path) {
        this.what = what;
        this.path = path;
    }

    /** Sets what is notified of the end, perhaps inside a poll: must only mark something. */
    void onEnd(Runnable notified) {
        onEnd = notified;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean hasSucceeded() {
        return ended && failure == null && result >= 0;
    }

    /**
     * Waits for the end of the operation, which has just answered {@link IoDriver#PENDING}. A cancelled wait lasts
     * until the operation was withdrawn, which is {@link IoDriver#CANCELLED}, or has its result.
     */
    int await(IoFile file) throws IOException {
        awaited = file;
        try {
            if (!ended) parker.park(this);
        } catch (Cancelled _) { // while it was handed over, which may block on a lock
            abort();
        }
        return awaitShielded();
    }

    /** Asks for the end, which will be notified. */
    @Override
    public boolean abort() {
        if (awaited != null) awaited.cancel(this);
        return false;
    }

    @Override
    public WaitReason purpose() {
        return purpose(what, path);
    }

    /** {@return what a coroutine waits for that waits for an operation of a file} */
    static WaitReason purpose(String what, Object path) {
        return WaitReason.of("file", what + " of " + path);
    }

    /** Waits for the end of the operation, as {@link #await}, whether cancelled or not. */
    int awaitShielded() throws IOException {
        while (!ended) parker.parkShielded(this);
        IOException thrown = failure;
        if (thrown == null) return result;
        Throwable _ = thrown.fillInStackTrace(); // it was made in a poll or a thread, without a line of the program
        if (!(thrown.getCause() instanceof Error error)) throw thrown;
        error.addSuppressed(new IOException("awaited by this coroutine"));
        throw error; // of the thread that did it
    }

    @Override
    public void completed(int value) {
        result = value;
        end();
    }

    @Override
    public void failed(IOException cause) {
        failure = cause;
        end();
    }

    private void end() {
        ended = true;
        parker.unpark();
        onEnd.run();
    }
}
