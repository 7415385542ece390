package dev.pirn.sync;

import dev.pirn.Async;
import dev.pirn.Block;
import dev.pirn.Body;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs something again if it fails, after a pause that grows: exponential back-off with full jitter. The pause before
 * the second attempt is random, between nothing and a first limit; that limit doubles with each failure, up to a last
 * one. So many callers that failed together do not come back together.
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="retry"}
 *
 * <p>Cancellation is never retried, and neither is an {@link Error}: they pass at once. A time limit of the body is one
 * of its failures, as in the example; one round the retries ends them.
 *
 * <p>Immutable: methods that set something give a new one. One object serves any number of coroutines on any loops. The
 * body runs in the calling coroutine, and pauses suspend it, on the clock of its loop.
 */
public final class Retry {

    private final int attempts;
    private final Duration first;
    private final Duration longest;
    private final @Nullable Duration limit;
    private final Predicate<? super Exception> retried;
    private final Function<? super Exception, ? extends @Nullable Duration> hint;
    private final @Nullable RandomGenerator random;

    private Retry(
            int attempts,
            Duration first,
            Duration longest,
            @Nullable Duration limit,
            Predicate<? super Exception> retried,
            Function<? super Exception, ? extends @Nullable Duration> hint,
            @Nullable RandomGenerator random) {
        this.attempts = attempts;
        this.first = first;
        this.longest = longest;
        this.limit = limit;
        this.retried = retried;
        this.hint = hint;
        this.random = random;
    }

    /**
     * {@return what runs something so often at most} Any {@link Exception} is retried, without a limit of time; the
     * pauses are up to 100 ms at first and 30 s at last.
     *
     * @param most how often, the first time included
     */
    public static Retry attempts(int most) {
        if (most < 1) throw new IllegalArgumentException("not a number of attempts: " + most);
        return new Retry(most, Duration.ofMillis(100), Duration.ofSeconds(30), null, _ -> true, _ -> null, null);
    }

    /**
     * {@return this with other pauses}
     *
     * @param firstLimit how long the first pause is at most; twice as long the second, and so on
     * @param lastLimit how long any pause is at most
     */
    public Retry backOff(Duration firstLimit, Duration lastLimit) {
        if (firstLimit.isNegative() || lastLimit.compareTo(firstLimit) < 0)
            throw new IllegalArgumentException("not the limits of pauses: " + firstLimit + " to " + lastLimit);
        return new Retry(attempts, firstLimit, lastLimit, limit, retried, hint, random);
    }

    /**
     * {@return this with a limit of time} No attempt begins later than that after the first one began: a failure whose
     * pause would end later is thrown at once. An attempt that has begun is not ended; {@link Async#timeout} does that.
     *
     * @param total how long
     */
    public Retry within(Duration total) {
        if (total.isNegative()) throw new IllegalArgumentException("a negative time: " + total);
        return new Retry(attempts, first, longest, total, retried, hint, random);
    }

    /**
     * {@return this, retrying failures of one type only}
     *
     * @param type the type
     */
    public Retry on(Class<? extends Exception> type) {
        return when(type::isInstance);
    }

    /**
     * {@return this, retrying certain failures only}
     *
     * @param which says whether a failure is retried; asked in the calling coroutine
     */
    public Retry when(Predicate<? super Exception> which) {
        Objects.requireNonNull(which, "which");
        return new Retry(attempts, first, longest, limit, which, hint, random);
    }

    /**
     * {@return this, heeding what a failure says of when to come back, as HTTP's {@code Retry-After} does} That time is
     * waited in addition to the pause.
     *
     * @param wait how long a failure asks to wait; null if it does not. Asked in the calling coroutine
     */
    public Retry heeding(Function<? super Exception, ? extends @Nullable Duration> wait) {
        Objects.requireNonNull(wait, "wait");
        return new Retry(attempts, first, longest, limit, retried, wait, random);
    }

    /**
     * {@return this with another source of randomness} Unless set, it is the thread's.
     *
     * @param source the source, for example with a seed; must be thread-safe if several loops use it
     */
    public Retry random(RandomGenerator source) {
        Objects.requireNonNull(source, "source");
        return new Retry(attempts, first, longest, limit, retried, hint, source);
    }

    /**
     * Runs a body until it succeeds, fails for good, or may not be tried again.
     *
     * @param body what to run, in the calling coroutine
     * @param <T> the type of its result
     * @param <X> the checked exception it throws
     * @return its result
     * @throws X if it fails: the last failure
     * @throws Cancelled if the scope is cancelled, before an attempt, in it, or in a pause
     */
    public <T extends @Nullable Object, X extends Throwable> T call(Body<T, X> body) throws X {
        Loop loop = Loop.current();
        long begin = loop.time();
        for (int attempt = 1; ; attempt++) {
            Async.checkpoint();
            try {
                return body.call();
            } catch (Exception failure) {
                if (attempt == attempts || !retried.test(failure)) throw failure;
                Duration pause = pause(attempt, failure);
                if (limit != null && pause.compareTo(limit.minusNanos(loop.time() - begin)) > 0) throw failure;
                pause(pause, failure);
            }
        }
    }

    /**
     * Runs a block until it succeeds, fails for good, or may not be tried again, as {@link #call}.
     *
     * @param block what to run, in the calling coroutine
     * @param <X> the checked exception it throws
     * @throws X if it fails: the last failure
     */
    public <X extends Throwable> void run(Block<X> block) throws X {
        this.<@Nullable Object, X>call(() -> {
            block.run();
            return null;
        });
    }

    private static void pause(Duration pause, Exception failure) {
        try {
            Async.sleep(pause);
        } catch (Cancelled c) {
            c.addSuppressed(failure); // what the caller was waiting to get over
            throw c;
        }
    }

    private Duration pause(int failures, Exception failure) {
        Duration asked = hint.apply(failure);
        Duration jittered = Duration.ofNanos(upTo(limitAfter(failures)));
        return asked == null || asked.isNegative() ? jittered : jittered.plus(asked);
    }

    /** How long the pause after so many failures is at most, in nanoseconds. */
    private long limitAfter(int failures) {
        long limitNow = nanos(first);
        long last = nanos(longest);
        for (int i = 1; i < failures && limitNow > 0 && limitNow < last; i++) {
            limitNow = limitNow > last / 2 ? last : limitNow * 2;
        }
        return Math.min(limitNow, last);
    }

    private long upTo(long most) {
        RandomGenerator source = random == null ? ThreadLocalRandom.current() : random;
        return most == 0 ? 0 : source.nextLong(most + 1);
    }

    /** As many as a long can count, less one, for what is longer. */
    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE - 1)) > 0 ? Long.MAX_VALUE - 1 : duration.toNanos();
    }
}
