package dev.pirn;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.Stall;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The simplest way in: runs a main coroutine on a new loop, as {@code asyncio.run} does. */
public final class Pirn {

    private Pirn() {}

    /**
     * Runs a coroutine on a new loop and blocks the calling thread until it has ended and all that it started is cleaned
     * up. Ctrl-C and SIGTERM cancel it; a second one ends the JVM at once.
     *
     * @param main what to run
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException if it failed with a checked exception, which is its cause. Unchecked ones are thrown as
     *     they are
     * @throws CancellationException if it was cancelled, for example by Ctrl-C or SIGTERM. If nobody catches that, the JVM ends
     *     with code 130 or 143; see {@link Signals#cause}
     * @throws IllegalStateException if a loop is running on this thread
     */
    public static <T extends @Nullable Object> T run(Callable<? extends T> main) {
        try (Runner runner = Runner.create()) {
            return runner.run(main);
        }
    }

    /**
     * Runs a coroutine without a result, as {@link #run(Callable)}.
     *
     * @param main what to run
     */
    public static void run(Action main) {
        try (Runner runner = Runner.create()) {
            runner.run(main);
        }
    }

    /**
     * {@return the last stalls of the loops of this JVM, at most 100, oldest first} Those that last are among them, and each call
     * tells how long they have. See {@link Runner.Builder#stall}. From any thread; does not wait.
     */
    public static List<Stall> stalls() {
        return Watchdog.INSTANCE.stalls().toList();
    }

    /**
     * Looks at all loops of this JVM that are not closed, and at their tasks. From any thread.
     *
     * <p>Running loops read themselves, about a thousand tasks a turn, so that very many tasks do not hold them. A loop that does
     * not come to it for a second is read from outside and marked {@link LoopInfo.State#STALLED}; one that nobody runs is read
     * from outside too. What is read at different turns may be of different moments; a ring of tasks that wait for each other is
     * told only if it was there in one moment.
     *
     * <p>A thread outside blocks until it has the dump. A coroutine suspends: cancellation waits until it goes on; one that cannot
     * be suspended, and a callback, read their own loop at once, and give other loops only 50 ms for each slice.
     *
     * @param parts what the dump contains besides the tasks; each costs time in the asking thread
     * @return the dump
     */
    public static Dump dump(Dump.Part... parts) {
        return Census.take(Set.of(parts));
    }
}
