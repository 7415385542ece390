package dev.pirn.net;

import dev.pirn.Cancelled;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TaskGroupException;
import java.io.IOException;

/**
 * What is done with two streams at once. A proxy:
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="proxy"}
 */
public final class Streams {

    /** As much as a stream queues before its writer waits. */
    private static final int PIECE = Outbound.HIGH;

    private Streams() {}

    /**
     * How many bytes were copied.
     *
     * @param there from the first stream to the second
     * @param back from the second stream to the first
     */
    public record Copied(long there, long back) {}

    /**
     * Copies both ways between two connections until both peers have ended their sides. When one of them does, the
     * other one reads that end after everything that came before it, and can still send. Suspends; to be called by a
     * coroutine of the streams' loop, with nothing else reading or writing.
     *
     * <p>Not more than about 128 KiB are held for each direction: a peer that reads slowly slows down the sender. While
     * nothing arrives, no buffer is held.
     *
     * @param first one connection
     * @param second the other one
     * @return how many bytes went each way. The streams are still to be closed by the caller
     * @throws IllegalArgumentException if they are the same
     * @throws IOException if a connection breaks. That ends the other direction too, and both connections are aborted,
     *     so that no peer takes what it got for everything
     * @throws Cancelled if the scope is cancelled; both connections are aborted as well
     */
    public static Copied copy(TcpStream first, TcpStream second) throws IOException {
        if (first == second) throw new IllegalArgumentException("a stream cannot be copied to itself: " + first);
        long[] counts = new long[2];
        boolean complete = false;
        try {
            TaskGroup.run(group -> {
                Task<Long> back = group.spawn("copy " + second + " to " + first, () -> copyOneWay(second, first));
                counts[0] = copyOneWay(first, second);
                counts[1] = back.await();
            });
            complete = true;
        } catch (TaskGroupException failed) {
            throw firstOf(failed);
        } finally {
            if (!complete) abort(first, second);
        }
        return new Copied(counts[0], counts[1]);
    }

    private static long copyOneWay(TcpStream from, TcpStream to) throws IOException {
        long count = 0;
        for (byte[] piece = from.read(PIECE); piece.length > 0; piece = from.read(PIECE)) {
            to.write(piece);
            count += piece.length;
        }
        to.shutdownOutput();
        return count;
    }

    private static IOException firstOf(TaskGroupException failed) {
        return switch (failed.failures().getFirst()) {
            case IOException broken -> broken;
            case RuntimeException fault -> throw fault;
            case Error fault -> throw fault;
            default -> throw failed;
        };
    }

    private static void abort(TcpStream first, TcpStream second) {
        first.abort();
        second.abort();
    }
}
