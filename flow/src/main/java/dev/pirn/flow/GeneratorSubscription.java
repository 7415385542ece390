package dev.pirn.flow;

import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Parker;
import dev.pirn.WaitReason;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of a publisher of generators: a task that pulls a value whenever one is wanted. {@link #request} and
 * {@link #cancel} come from any thread, the rest is the task's.
 */
final class GeneratorSubscription<T> implements Subscription {

    private final Loop loop;
    private final Demand demand = new Demand();
    private final Parker idle = new Parker();

    /** What the subscriber did wrong: the task reports it, as everything is. */
    private volatile @Nullable IllegalArgumentException misuse;

    private GeneratorSubscription(Loop loop) {
        this.loop = loop;
    }

    static <T> void begin(Loop loop, Supplier<Generator<T>> generators, Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        GeneratorSubscription<T> emission = new GeneratorSubscription<>(loop);
        subscriber.onSubscribe(emission);
        try {
            loop.spawn("publisher", () -> emission.run(generators, subscriber));
        } catch (LoopClosedException closed) {
            if (emission.demand.cancel()) subscriber.onError(closed);
        }
    }

    // the subscriber's side

    @Override
    public void request(long count) {
        if (count > 0) {
            if (demand.add(count)) wake();
            return;
        }
        misuse = new IllegalArgumentException(
                "a subscriber must request a positive number of values (rule 3.9), not " + count);
        wake();
    }

    @Override
    public void cancel() {
        if (demand.cancel()) wake();
    }

    private void wake() {
        try {
            loop.execute(idle::unpark);
        } catch (LoopClosedException e) {
            // the task has ended with the loop, and notified the subscriber
        }
    }

    // the task

    private void run(Supplier<Generator<T>> generators, Subscriber<? super T> subscriber) {
        Throwable failure = null;
        boolean ended = false;
        try (Generator<T> generator = generators.get()) {
            ended = emit(generator, subscriber);
        } catch (SubscriberFailed e) {
            demand.cancel();
            throw new IllegalStateException("a subscriber threw, which it must not: " + subscriber, e.getCause());
        } catch (Cancelled c) {
            if (demand.cancel()) subscriber.onError(new CancellationException(c.reason()));
            throw c;
        } catch (Throwable e) {
            failure = e;
        }
        if (!demand.cancel()) return; // the subscriber has cancelled
        if (failure != null) subscriber.onError(failure);
        else if (ended) subscriber.onComplete();
    }

    /** False if the subscription was cancelled before the generator's end. */
    private boolean emit(Generator<T> generator, Subscriber<? super T> subscriber) {
        while (awaitDemand()) {
            if (!generator.hasNext()) return true;
            T value = Objects.requireNonNull(generator.next(), "a generator that is published yielded null");
            if (!demand.take()) return false; // it was cancelled while the generator was awaiting
            try {
                subscriber.onNext(value);
            } catch (Cancelled c) {
                throw c; // it may await
            } catch (Throwable e) {
                throw new SubscriberFailed(e);
            }
        }
        return false;
    }

    private boolean awaitDemand() {
        while (true) {
            IllegalArgumentException wrong = misuse;
            if (wrong != null) throw wrong;
            if (!demand.isWanting()) return !demand.isCancelled();
            idle.park(Parker.Abort.givingUp(() -> WaitReason.of("demand", "its subscriber to request values")));
        }
    }

    private static final class SubscriberFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SubscriberFailed(Throwable cause) {
            super(cause);
        }
    }
}
