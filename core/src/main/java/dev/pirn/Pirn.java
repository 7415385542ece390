package dev.pirn;

import dev.pirn.observe.Console;
import dev.pirn.observe.ConsoleOptions;
import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.Stall;
import dev.pirn.watch.Consoles;
import dev.pirn.watch.DumpDetail;
import dev.pirn.watch.Watchdog;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Run: the simplest way in: runs a main coroutine on a new loop, as {@code asyncio.run} does. */
public final class Pirn {

    private Pirn() {}

    /**
     * Runs a coroutine on a new loop and blocks the calling thread until it has ended and all that it started is
     * cleaned up. On the JVM's main thread, Ctrl-C and SIGTERM cancel it, and a second one ends the JVM at once; on
     * other threads {@link Runner.Builder#cancelOnSigint} has to ask for it.
     *
     * @param main what to run
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     * @throws CancellationException if it was cancelled, for example by Ctrl-C or SIGTERM. If no code catches that,
     *     the JVM ends with code 130 or 143; see {@link Signals#cause}
     * @throws IllegalStateException if a loop is running on this thread
     */
    public static <T extends @Nullable Object> T run(Body<? extends T, ?> main) {
        try (Runner runner = Runner.create()) {
            return runner.run(main);
        }
    }

    /**
     * Runs a coroutine without a result, as {@link #run(Body)}.
     *
     * @param main what to run
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     */
    public static <B extends Block<?>> void run(B main) {
        try (Runner runner = Runner.create()) {
            runner.run(main);
        }
    }

    /**
     * Serves a page that shows what the loops of this JVM are doing, to browsers on this machine that have its
     * address. Needs the artifact {@code dev.pirn:pirn-console}. From any thread; does not suspend. The console does
     * not keep the JVM alive, and costs next to nothing as long as the page is not open.
     *
     * @param port the port to listen on; 0 for any that is free
     * @return the console, which has its address; closing it ends it
     * @throws IOException if it cannot listen there
     * @throws IllegalStateException if there is no console on the class or module path
     */
    public static Console console(int port) throws IOException {
        return console(ConsoleOptions.of(port));
    }

    /**
     * As {@link #console(int)}, elsewhere or with a token of the caller's.
     *
     * @param options where it listens, and its token
     * @return the console, which has its address; closing it ends it
     * @throws IOException if it cannot listen there
     * @throws IllegalStateException if there is no console on the class or module path
     */
    public static Console console(ConsoleOptions options) throws IOException {
        return Consoles.provider().open(options);
    }

    /** {@return the loops of this JVM that are not closed, in order of their making} From any thread; does not wait. */
    public static List<Loop> loops() {
        return List.copyOf(OpenLoops.all());
    }

    /**
     * Looks at all loops of this JVM that are not closed, and at their tasks. From any thread.
     *
     * <p>Running loops read themselves, about a thousand tasks a turn, so that very many tasks do not hold them. A
     * loop that does not come to it for a second is read from outside and marked {@link LoopInfo.State#STALLED}; one
     * that no thread runs is read from outside too. What is read at different turns may be of different moments; a
     * ring of tasks that wait for each other is reported only if it was there in one moment.
     *
     * <p>A thread outside blocks until it has the dump. A coroutine suspends: cancellation waits until it goes on;
     * one that cannot be suspended, and a callback, read their own loop at once, and give others only 50 ms a slice.
     *
     * @param parts what the dump contains besides the tasks; each costs time in the asking thread
     * @return the dump
     */
    public static Dump dump(Dump.Part... parts) {
        return DumpTaker.take(new DumpDetail(Set.of(parts), id -> true));
    }

    /**
     * Looks at all loops and tasks as {@link #dump(Dump.Part...)}, but at some tasks closer than at the others.
     *
     * @param tasks says by its number whether a task is one of them; called in the asking thread
     * @param parts what the dump contains of them besides the tasks
     * @return the dump
     */
    public static Dump dump(LongPredicate tasks, Dump.Part... parts) {
        return DumpTaker.take(new DumpDetail(Set.of(parts), Objects.requireNonNull(tasks, "tasks")));
    }

    /**
     * {@return the last stalls of the loops of this JVM, at most 100, oldest first} Those that last are among them,
     * and each call says how long they have. See {@link Runner.Builder#stall}. From any thread; does not wait.
     */
    public static List<Stall> stalls() {
        return Watchdog.INSTANCE.stalls();
    }
}
