package dev.pirn.tck.sync;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.spawn;

import dev.pirn.BrokenException;
import dev.pirn.Cancelled;
import dev.pirn.ClosedException;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.ShuffledOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A simple picture of a structure, to which the real one is compared after every step of a random run. A subclass acts
 * at random on both. An {@link Attempt} is a task that does one operation: the model is notified in the same step in
 * which the operation begins, and says how it must end as soon as that is decided; an attempt that the model has not
 * decided must be waiting.
 *
 * <p>The loop runs what is ready in a shuffled order. All that is random comes from one seed.
 */
abstract class Model {

    private static final int STEPS = 150;
    private static final int ACTIONS_A_STEP = 5;

    static final Object DONE = "done";
    static final Object CANCELLED = "cancelled";
    static final Object CLOSED = "closed";
    static final Object BROKEN = "broken";
    static final Object ENDED = "ended";
    static final Object PROMISE = "something";

    private final List<Attempt> attempts = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private Random random = new Random(0);
    private long seed;
    private int made;

    /** One operation in a task of its own. */
    static final class Attempt {

        private final int number;
        private @Nullable Task<?> task;
        private @Nullable Object expected;
        private @Nullable Object outcome;
        private boolean cancelled;

        /** What it brings along, for the model. */
        @Nullable
        Object brought;

        /** Where it stands in the model; null if it does not wait there. */
        private @Nullable Deque<Attempt> line;

        private Attempt(int number) {
            this.number = number;
        }

        /** The task, once it runs. */
        Task<?> task() {
            if (task == null) throw new AssertionError(this + " has not begun");
            return task;
        }

        /** The model decides how it must end. */
        void mustEnd(Object how) {
            expected = how;
        }

        /** The model lets it wait no longer. */
        void leavesLine(Object how) {
            line = null;
            expected = how;
        }

        /** Whether the model has decided that it gets something, but not what. */
        boolean isPromised() {
            return PROMISE.equals(expected);
        }

        @Override
        public String toString() {
            return "#" + number + (brought == null ? "" : "(" + brought + ")");
        }
    }

    /** Runs it. */
    final void run(LoopCase loops) {
        seed = loops.seed();
        random = new Random(seed);
        var builder = loops.builder().clock(loops.clock()).order(new ShuffledOrder(seed));
        try (var runner = builder.build()) {
            runner.run(() -> {
                for (int step = 0; step < STEPS; step++) step();
                for (Attempt attempt : attempts) cancel(attempt);
                settleAndCompare();
                require(attempts.isEmpty(), "never ended: ", attempts);
            });
        }
    }

    private void step() {
        int actions = 1 + random.nextInt(ACTIONS_A_STEP);
        for (int i = 0; i < actions; i++) {
            if (chance(20)) cancelAny();
            else act();
        }
        if (chance(70)) settleAndCompare();
        else Steps.settle();
    }

    /** Does something, to the real one and to the model. */
    abstract void act();

    /** Compares the real one with the model, now that all wait who can. */
    abstract void compare();

    private void settleAndCompare() {
        Steps.settle();
        for (Attempt attempt : attempts) check(attempt);
        attempts.removeIf(attempt -> attempt.outcome != null);
        compare();
    }

    private void check(Attempt attempt) {
        Object expected = attempt.expected;
        boolean right = expected == null ? attempt.outcome == null : expected.equals(attempt.outcome);
        require(right, attempt, " must have ended as ", expected, ", but has as ", attempt.outcome);
    }

    // for subclasses

    final boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    final int upTo(int bound) {
        return random.nextInt(bound);
    }

    final int number() {
        return made++;
    }

    final void note(@Nullable Object... parts) {
        StringBuilder line = new StringBuilder();
        for (Object part : parts) line.append(part);
        log.add(line.toString());
    }

    final void require(boolean condition, @Nullable Object... message) {
        if (condition) return;
        int from = Math.max(0, log.size() - 40);
        Steps.require(
                false,
                String.join("", strings(message)),
                "\nseed ",
                seed,
                ", ",
                this,
                ", the last of what happened:\n",
                String.join("\n", log.subList(from, log.size())));
    }

    private static List<String> strings(@Nullable Object... parts) {
        List<String> strings = new ArrayList<>();
        for (Object part : parts) strings.add(String.valueOf(part));
        return strings;
    }

    final void requireEqual(Object expected, Object actual, String what) {
        require(expected.equals(actual), what, " must be ", expected, ", but is ", actual);
    }

    /** Starts an attempt. */
    final Attempt attempt(@Nullable Object brought, Consumer<Attempt> begins, Callable<Object> operation) {
        return attempt(brought, begins, operation, attempt -> {});
    }

    /**
     * Starts an attempt.
     *
     * @param begins notifies the model, in the same step in which the operation begins
     * @param ended notifies the model, in the same step in which the operation has succeeded
     */
    final Attempt attempt(
            @Nullable Object brought, Consumer<Attempt> begins, Callable<Object> operation, Consumer<Attempt> ended) {
        Attempt attempt = new Attempt(number());
        attempt.brought = brought;
        attempts.add(attempt);
        spawn(() -> {
            attempt.task = currentTask();
            if (attempt.cancelled) attempt.mustEnd(CANCELLED);
            else begins.accept(attempt);
            note(attempt, " begins, must end as ", attempt.expected);
            attempt.outcome = outcome(attempt, operation, ended);
            note(attempt, " ended as ", attempt.outcome);
        });
        if (chance(50)) Steps.settle();
        return attempt;
    }

    private static Object outcome(Attempt attempt, Callable<Object> operation, Consumer<Attempt> ended)
            throws Exception {
        if (attempt.cancelled) currentTask().cancel("before it began");
        try {
            Object value = operation.call();
            ended.accept(attempt);
            return value;
        } catch (Cancelled c) {
            return CANCELLED;
        } catch (ClosedException e) {
            return CLOSED;
        } catch (BrokenException e) {
            return BROKEN;
        } catch (NoSuchElementException e) {
            return ENDED;
        }
    }

    private void cancelAny() {
        if (attempts.isEmpty()) return;
        cancel(attempts.get(random.nextInt(attempts.size())));
    }

    private void cancel(Attempt attempt) {
        if (attempt.outcome != null) return;
        note("cancel ", attempt, attempt.line == null ? "" : ", which waits");
        attempt.cancelled = true;
        if (attempt.line != null) {
            attempt.line.remove(attempt);
            attempt.line = null;
            attempt.mustEnd(CANCELLED);
        }
        if (attempt.task != null) attempt.task.cancel("at random");
    }

    /** Lets an attempt wait in a line of the model. */
    static void await(Deque<Attempt> line, Attempt attempt) {
        attempt.line = line;
        line.add(attempt);
    }

    /** Takes the first out of a line of the model. */
    static Attempt next(Deque<Attempt> line) {
        Attempt attempt = line.remove();
        attempt.line = null;
        return attempt;
    }

    /** All in a line of the model must end in the same way. */
    static void all(Deque<Attempt> line, Object how) {
        while (!line.isEmpty()) next(line).mustEnd(how);
    }

    final <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Takes one of a list out at random. */
    final <E> E takeAny(List<E> list) {
        Collections.swap(list, random.nextInt(list.size()), list.size() - 1);
        return list.removeLast();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
