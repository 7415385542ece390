package dev.pirn;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Cancel: looks through what a failure is made of: causes, suppressed exceptions and theirs. From any thread. */
final class Causes {

    /** So many are looked at: causes can be very many, and can form a cycle. */
    private static final int MOST = 100;

    private Causes() {}

    /** Whether a failure, or something that it is made of, passes a test. */
    static boolean any(Throwable failure, Predicate<Throwable> test) {
        List<Throwable> found = new ArrayList<>(4);
        found.add(failure);
        for (int i = 0; i < found.size(); i++) {
            Throwable next = found.get(i);
            if (test.test(next)) return true;
            add(found, causeOf(next));
            for (Throwable suppressed : next.getSuppressed()) add(found, suppressed);
        }
        return false;
    }

    private static void add(List<Throwable> found, @Nullable Throwable next) {
        if (next == null || found.size() == MOST) return;
        for (Throwable known : found) {
            if (known == next) return;
        }
        found.add(next);
    }

    /** User code may override it, and fail there. */
    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    /**
     * Whether a failure shows that blocking code was interrupted. If the loop interrupted the thread, the JDK closes a
     * socket or channel; a closed socket is a plain {@link SocketException}, for which there is no type of its own.
     */
    static boolean showInterrupt(Throwable failure, boolean delivered) {
        return any(failure, each -> isInterrupt(each) || (delivered && isClosedByInterrupt(each)));
    }

    private static boolean isInterrupt(Throwable each) {
        return each instanceof InterruptedException
                || each instanceof ClosedByInterruptException
                || each instanceof FileLockInterruptionException
                || (each instanceof InterruptedIOException && !(each instanceof SocketTimeoutException));
    }

    private static boolean isClosedByInterrupt(Throwable each) {
        return each.getClass() == SocketException.class || each instanceof ClosedChannelException;
    }
}
