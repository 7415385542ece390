package dev.pirn.cli.download;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one attempt on their way into the part file: counted, shown, and compared with what the server promised.
 *
 * <p>{@link #write} runs on one thread at a time, whichever; the counts may be read from any thread.
 */
public final class Transfer {

    private static final long UNKNOWN = -1;

    private final Download download;
    private final PartFile part;
    private final DownloadListener listener;
    private final LongSupplier nanoTime;
    private volatile long expected = UNKNOWN;
    private volatile long received;
    private volatile long lastActivity;

    /**
     * Starts counting.
     *
     * @param download what is transferred
     * @param part where the bytes go
     * @param listener shown every step
     * @param nanoTime the loop's clock, callable from any thread
     */
    Transfer(Download download, PartFile part, DownloadListener listener, LongSupplier nanoTime) {
        this.download = download;
        this.part = part;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.lastActivity = nanoTime.getAsLong();
        listener.started(download);
    }

    /** {@return where the bytes come from} */
    URI uri() {
        return download.uri();
    }

    /** {@return how many bytes came} */
    long received() {
        return received;
    }

    /** {@return how long nothing has happened, in nanoseconds} */
    long quietNanos() {
        return nanoTime.getAsLong() - lastActivity;
    }

    /**
     * Notes what the server promised.
     *
     * @param length the body's bytes; negative if it did not say
     */
    void expect(long length) {
        lastActivity = nanoTime.getAsLong();
        if (length < 0) return;
        expected = length;
        listener.expects(download, length);
    }

    /**
     * Writes to the part file.
     *
     * @param bytes what came; all of it is written
     * @throws FetchException if the disk refuses
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    void write(ByteBuffer bytes) throws FetchException {
        int count = bytes.remaining();
        try {
            part.write(bytes);
        } catch (IOException e) {
            throw FetchException.lasting("cannot write " + part.path() + ": " + Reasons.ofFile(e), e);
        }
        received += count;
        lastActivity = nanoTime.getAsLong();
        listener.received(download, count);
    }

    /** {@return whether the body ended before its promised end} */
    boolean isShort() {
        return expected != UNKNOWN && received < expected;
    }

    /**
     * Checks that the whole body came.
     *
     * @throws FetchException if it did not
     */
    void verifyWhole() throws FetchException {
        if (isShort()) throw cutShort(null);
        if (expected != UNKNOWN && received > expected)
            throw FetchException.passing("got " + received + " bytes, promised were " + expected, null);
    }

    /** {@return the failure of a body that ended early} */
    FetchException cutShort(@Nullable Throwable cause) {
        return FetchException.passing("cut short after " + received + " of " + expected + " bytes", cause);
    }
}
