package dev.pirn.file;

import dev.pirn.Async;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.leak.LeakGuard;
import dev.pirn.leak.Ownership;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that coroutines read and write at positions of their choice, without blocking the loop.
 *
 * {@snippet file="dev/pirn/snippets/FileSnippets.java" region="file"}
 *
 * <p>It belongs to the loop on which it was opened, and is used by that loop's coroutines. Every method that touches
 * the file suspends the calling coroutine and no other; any number of them may be under way at once, in no particular
 * order. On the backend {@code io_uring} the kernel does the work; on the others a few threads, shared by all loops,
 * do.
 *
 * <p><b>Cancelling.</b> What suspends throws {@link Cancelled} when its scope is cancelled, at entry or while it
 * waits. The operation has not happened then, and the caller's buffer is not used any more. What the system has begun
 * is not stopped halfway: its result is returned, and the next await throws. {@link #close} is never cancelled.
 *
 * <p><b>Failures.</b> {@link NonReadableChannelException}, {@link NonWritableChannelException} and {@link
 * IllegalArgumentException} are thrown at once. What the system refuses is an {@link IOException}, of the type that
 * {@link Files} would throw, that names the file. {@link #close} may come at any time: who waits here then gets an
 * {@link AsynchronousCloseException}, and later calls a {@link ClosedChannelException}.
 *
 * <p>It is for files that have positions. A named pipe or a terminal can be opened; whether it can be read depends on
 * the backend.
 */
public final class AsyncFile implements AutoCloseable {

    private final Loop loop;
    private final Path path;
    private final OpenMode mode;
    private final OpenFile file;
    private final FileBuffers buffers;
    private final Runnable guard;
    private final boolean checks;
    private boolean closed;

    private AsyncFile(Loop loop, Path path, OpenMode mode, OpenFile file) {
        this.loop = loop;
        this.path = path;
        this.mode = mode;
        this.file = file;
        this.buffers = FileBuffers.OF.get(loop);
        this.guard = LeakGuard.guard(this, loop, closingLeaked(loop, file, path));
        this.checks = loop.debug();
    }

    /** Apart from this file, so that it does not keep it reachable. */
    private static Runnable closingLeaked(Loop loop, OpenFile file, Path path) {
        @Nullable Exception opened = LeakGuard.opened(loop);
        return () -> {
            file.closeUnused();
            loop.report(
                    "a file was dropped without being closed",
                    LeakGuard.failure("no close before the garbage collector: " + path, opened),
                    null);
        };
    }

    // whole files

    /**
     * Reads a file from its begin to its end.
     *
     * @param path which file
     * @return its bytes
     * @throws NoSuchFileException if there is none
     * @throws IOException if it cannot be opened or read, or is longer than an array can be
     */
    public static byte[] readBytes(Path path) throws IOException {
        return WholeFile.read(path);
    }

    /**
     * Reads a file of text in UTF-8.
     *
     * @param path which file
     * @return its text
     * @throws CharacterCodingException if it is not UTF-8
     * @throws IOException as {@link #readBytes} does
     */
    public static String readString(Path path) throws IOException {
        return readString(path, StandardCharsets.UTF_8);
    }

    /**
     * Reads a file of text.
     *
     * @param path which file
     * @param charset how it is encoded
     * @return its text
     * @throws CharacterCodingException if it is not so encoded
     * @throws IOException as {@link #readBytes} does
     */
    public static String readString(Path path, Charset charset) throws IOException {
        return charset.newDecoder().decode(ByteBuffer.wrap(readBytes(path))).toString();
    }

    /**
     * Writes bytes to a file, from its begin, or to its end with {@code APPEND}.
     *
     * @param path which file
     * @param bytes what to write
     * @param options how to open it; none for {@code CREATE}, {@code TRUNCATE_EXISTING}. {@code WRITE} is added
     * @throws IllegalArgumentException if {@code READ} is among the options
     * @throws IOException if it cannot be opened, written or closed
     * @throws Cancelled if the scope is cancelled; the file may be there, and some of the bytes may be in it
     */
    public static void writeBytes(Path path, byte[] bytes, OpenOption... options) throws IOException {
        WholeFile.write(path, ByteBuffer.wrap(bytes), options);
    }

    /**
     * Writes text to a file in UTF-8, as {@link #writeBytes}.
     *
     * @param path which file
     * @param text what to write
     * @param options how to open it, as in {@link #writeBytes}
     * @throws CharacterCodingException if the text cannot be encoded; nothing was opened then
     * @throws IOException as {@link #writeBytes} does
     */
    public static void writeString(Path path, CharSequence text, OpenOption... options) throws IOException {
        writeString(path, text, StandardCharsets.UTF_8, options);
    }

    /**
     * Writes text to a file, as {@link #writeBytes}.
     *
     * @param path which file
     * @param text what to write
     * @param charset how to encode it
     * @param options how to open it, as in {@link #writeBytes}
     * @throws CharacterCodingException if the text cannot be encoded; nothing was opened then
     * @throws IOException as {@link #writeBytes} does
     */
    public static void writeString(Path path, CharSequence text, Charset charset, OpenOption... options)
            throws IOException {
        WholeFile.write(path, charset.newEncoder().encode(CharBuffer.wrap(text)), options);
    }

    // opening

    /**
     * Opens a file. Cancelled it stays closed, even if that is found out late; the thread that waits for the other end
     * of a named pipe is then left to itself.
     *
     * @param path which file
     * @param options how, with the meaning and the defaults of {@link FileChannel#open}: {@code READ} if none is given
     * @return the file, to be closed by the caller
     * @throws NoSuchFileException if there is none and {@code CREATE} or {@code CREATE_NEW} is not among the options
     * @throws FileAlreadyExistsException if there is one and {@code CREATE_NEW} is among the options
     * @throws AccessDeniedException if the system does not allow it
     * @throws FileSystemException if it cannot be opened for another reason
     * @throws IOException if its file system says so in other words
     * @throws IllegalArgumentException if {@code APPEND} comes with {@code READ} or {@code TRUNCATE_EXISTING}
     * @throws UnsupportedOperationException if an option is neither a {@link StandardOpenOption} nor {@link
     *     java.nio.file.LinkOption#NOFOLLOW_LINKS}
     */
    public static AsyncFile open(Path path, OpenOption... options) throws IOException {
        OpenMode mode = OpenMode.of(options);
        Loop loop = Loop.current();
        OpenFile file = OpenFile.open(loop, path, mode);
        return new AsyncFile(loop, path, mode, file);
    }

    // reading and writing

    /**
     * Reads once, at most 256 KiB. A buffer that is direct gets the bytes from the system without a copy.
     *
     * @param target where to put the bytes; not to be touched until this returns
     * @param position where in the file, in bytes from its begin
     * @return how many were read, more than zero and perhaps fewer than there is room for; -1 at the end of the file;
     *     0 if the buffer has no room
     * @throws IOException if the file cannot be read
     * @throws Cancelled if the scope is cancelled; nothing was read, and the buffer's position has not moved
     */
    public int read(ByteBuffer target, long position) throws IOException {
        requireReading(target, position);
        enter();
        if (!target.hasRemaining()) return 0;
        boolean isDirect = target.isDirect();
        ByteBuffer piece = isDirect ? nextPiece(target) : buffers.acquire(target.remaining());
        int count = perform("read", (on, done) -> on.read(piece, position, done));
        if (count > 0 && isDirect) target.position(target.position() + count);
        else if (count > 0) target.put(piece.flip());
        if (!isDirect) buffers.release(piece);
        return count;
    }

    private void requireReading(ByteBuffer target, long position) {
        if (target.isReadOnly()) throw new IllegalArgumentException("a read-only buffer: " + target);
        requirePosition(position);
        if (!mode.isReadable()) throw new NonReadableChannelException();
    }

    /**
     * Reads until the buffer is full.
     *
     * @param target where to put the bytes; not to be touched until this returns
     * @param position where in the file, in bytes from its begin
     * @throws EOFException if the file ends before; the buffer has what there was
     * @throws IOException if the file cannot be read
     * @throws Cancelled if the scope is cancelled; the buffer's position says how many bytes were read
     */
    public void readFully(ByteBuffer target, long position) throws IOException {
        int wanted = target.remaining();
        long at = position;
        do {
            int count = read(target, at);
            if (count < 0)
                throw new EOFException(
                        path + " ends at " + at + ", " + wanted + " bytes from " + position + " were wanted");
            at += count;
        } while (target.hasRemaining());
    }

    /**
     * Writes all bytes of a buffer, at most 256 KiB with each call of the system. A file that was opened with {@code
     * APPEND} gets them at its end, whatever the position.
     *
     * @param source the bytes; its position moves to its limit. Not to be touched until this returns
     * @param position where in the file, in bytes from its begin; beyond the end what is between becomes zeros
     * @throws IOException if the file cannot be written; the buffer's position says what was
     * @throws Cancelled if the scope is cancelled; the buffer's position says what was written
     */
    public void write(ByteBuffer source, long position) throws IOException {
        requirePosition(position);
        if (!mode.isWritable()) throw new NonWritableChannelException();
        enter();
        for (long at = position; source.hasRemaining(); ) {
            at += writeOnce(source, at);
            if (source.hasRemaining()) enter();
        }
    }

    private int writeOnce(ByteBuffer source, long position) throws IOException {
        boolean isDirect = source.isDirect();
        ByteBuffer piece = isDirect ? nextPiece(source) : buffers.acquire(source.remaining());
        if (!isDirect) piece.put(0, source, source.position(), piece.limit());
        int count = perform("write", (on, done) -> on.write(piece, position, done));
        source.position(source.position() + count);
        if (!isDirect) buffers.release(piece);
        return count;
    }

    private static ByteBuffer nextPiece(ByteBuffer buffer) {
        return buffer.slice(buffer.position(), Math.min(buffer.remaining(), FileBuffers.LARGE));
    }

    private static void requirePosition(long position) {
        if (position < 0) throw new IllegalArgumentException("position must not be negative: " + position);
    }

    // the file as a whole

    /**
     * {@return its size in bytes}
     *
     * @throws IOException if the system does not report it
     */
    public long size() throws IOException {
        enter();
        long[] answer = new long[1];
        perform("size", (on, done) -> on.size(answer, done));
        return answer[0];
    }

    /**
     * Cuts the file to a size. A file that is not longer stays as it is.
     *
     * @param size how many bytes to leave
     * @throws IOException if it cannot be cut
     * @throws Cancelled if the scope is cancelled; it was not cut
     */
    public void truncate(long size) throws IOException {
        if (size < 0) throw new IllegalArgumentException("size must not be negative: " + size);
        if (!mode.isWritable()) throw new NonWritableChannelException();
        if (size >= size()) return;
        enter();
        perform("truncate", (on, done) -> on.truncate(size, done));
    }

    /**
     * Waits until everything that was written is on the device, with the file's metadata.
     *
     * @throws IOException if the device fails; what of it is stored is unknown then
     */
    public void sync() throws IOException {
        enter();
        perform("sync", (on, done) -> on.sync(true, done));
    }

    /**
     * Waits until everything that was written is on the device, but for what is not needed to read it, such as times.
     *
     * @throws IOException if the device fails; what of it is stored is unknown then
     */
    public void syncData() throws IOException {
        enter();
        perform("sync", (on, done) -> on.sync(false, done));
    }

    /**
     * Closes the file. It waits for operations that the system cannot stop, and is never cancelled. Closing twice is
     * fine.
     *
     * @throws IOException if the system has lost bytes that it had taken; the file is closed all the same
     */
    @Override
    public void close() throws IOException {
        if (closed || loop.isClosed()) return; // which has closed it
        checkHere();
        Task<?> _ = Async.currentTask(); // throws in a callback, which could not wait
        closed = true;
        guard.run();
        try {
            file.close();
        } catch (IOException e) {
            throw naming(e);
        }
    }

    /** {@return whether it was closed, or is being closed} */
    public boolean isClosed() {
        return closed;
    }

    private void enter() throws IOException {
        checkHere();
        Async.checkpoint();
        requireOpen();
    }

    /** In debug mode only: a coroutine of another loop would wait here for ever, or break what this loop is doing. */
    private void checkHere() {
        if (checks) Ownership.check(loop, this);
    }

    void requireOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    private int perform(String what, OpenFile.Start start) throws IOException {
        try {
            return file.perform(what, start);
        } catch (IOException e) {
            throw naming(e);
        }
    }

    /** {@return a failure that names the file, with the system's words} */
    private IOException naming(IOException failure) {
        if (failure instanceof FileSystemException || failure instanceof ClosedChannelException) return failure;
        FileSystemException named = new FileSystemException(path.toString(), null, failure.getMessage());
        named.initCause(failure);
        return named;
    }

    // views and facts

    /**
     * {@return the file as an input stream from its begin on} It has a position, a buffer of 64 KiB and marks of its
     * own, so there can be several. To be used by one coroutine at a time; closing it closes this. {@code available}
     * is what is left of the file, and {@code skip} does not go beyond its end.
     */
    public InputStream inputStream() {
        return new FileInput(this);
    }

    /**
     * {@return the file as an output stream from its begin on, or at its end with {@code APPEND}} It has a position
     * and a buffer of 64 KiB of its own. To be used by one coroutine at a time; {@code flush} hands the buffer to the
     * system, closing it flushes and closes this.
     */
    public OutputStream outputStream() {
        return new FileOutput(this);
    }

    /** {@return the path with which it was opened} */
    public Path path() {
        return path;
    }

    /** {@return the loop it belongs to} */
    public Loop loop() {
        return loop;
    }

    @Override
    public String toString() {
        return "AsyncFile[" + path + (closed ? ", closed]" : "]");
    }
}
