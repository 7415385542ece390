package dev.pirn.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file of {@link IoFiles}. Any number of operations may be pending at a time, each with a completion of its
 * own. Called by the loop only.
 *
 * <p>An operation answers its result, or {@link IoDriver#PENDING} and calls its completion later. Failures carry the
 * system's words; the caller adds the file's name. Buffers are direct, and used until a pending operation completes.
 */
public interface IoFile {

    /**
     * Reads once.
     *
     * @param target where to put the bytes; direct, has room. Its position moves before the completion is called
     * @param position where in the file, in bytes from its begin
     * @param done called when a pending read ended
     * @return the bytes read (more than 0), {@link IoDriver#EOF} or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int read(ByteBuffer target, long position, Completion done) throws IOException;

    /**
     * Writes once; to the end of a file that was opened with {@code APPEND}.
     *
     * @param source the bytes; direct, not empty. Its position moves as in {@link #read}
     * @param position where in the file, in bytes from its begin
     * @param done called when a pending write ended
     * @return the bytes written (more than 0, possibly fewer than given) or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int write(ByteBuffer source, long position, Completion done) throws IOException;

    /**
     * Asks for the size.
     *
     * @param answer its first element gets the size, in bytes, before the completion is called
     * @param done completed with 0 when it is there
     * @return 0 or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int size(long[] answer, Completion done) throws IOException;

    /**
     * Cuts the file.
     *
     * @param size how many bytes to leave; fewer than there are
     * @param done completed with 0 when it is done
     * @return 0 or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int truncate(long size, Completion done) throws IOException;

    /**
     * Has the system bring what was written to the device.
     *
     * @param metadata whether also what is not needed to read it back, such as times
     * @param done completed with 0 when it is there
     * @return 0 or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int sync(boolean metadata, Completion done) throws IOException;

    /**
     * Asks for the end of a pending operation. The completion is called exactly once, at once or later: with {@link
     * IoDriver#CANCELLED} if the operation has not happened, else with its result. Nothing happens if it is not
     * pending, nor if it is a close.
     *
     * @param done the completion given to the operation
     */
    void cancel(Completion done);

    /**
     * Closes. Called once, when no operation is pending; no other one follows.
     *
     * @param done completed with 0, or {@code failed} if the system has lost bytes that it had taken; closed all the
     *     same
     * @return 0 or {@link IoDriver#PENDING}
     * @throws IOException as with {@code failed}
     */
    int close(Completion done) throws IOException;
}
