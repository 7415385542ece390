package dev.pirn.flow;

import dev.pirn.LimitExceededException;
import dev.pirn.Loop;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.Supplier;

/** The bridge between generators and reactive streams, both ways, with back-pressure. From any thread. */
public final class Publishers {

    private static final int BUFFER = 256;

    private Publishers() {}

    /**
     * {@return a publisher of what generators yield} Each subscriber gets a generator of its own, in a task of the
     * loop: it runs only as far as values were requested, and is closed when the subscription is cancelled or the task
     * is. The subscriber is called in that task, one call after the other, and may await.
     *
     * <p>A null that is yielded ends the subscription with a {@link NullPointerException}. If the subscriber itself
     * throws, the generator is closed and the task fails, which the loop reports.
     *
     * @param loop where the generators run
     * @param generators makes one for each subscriber, in its task
     * @param <T> the type of the values
     */
    public static <T> Publisher<T> of(Loop loop, Supplier<Generator<T>> generators) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(generators, "generators");
        return subscriber -> GeneratorSubscription.begin(loop, generators, subscriber);
    }

    /**
     * {@return a generator of what a publisher sends, as {@link #generator(Publisher, int)} with a buffer of 256}
     *
     * @param publisher the publisher
     * @param <T> the type of the values
     */
    public static <T> Generator<T> generator(Publisher<? extends T> publisher) {
        return generator(publisher, BUFFER);
    }

    /**
     * {@return a generator of what a publisher sends} It subscribes at the first pull. A pull waits for the next value:
     * in a coroutine it suspends, elsewhere it blocks the thread. Closing the generator, and a cancelled or failed
     * pull, cancels the subscription.
     *
     * <p>A pull throws what the publisher fails with: unchecked as it is, checked in a {@link CompletionException}.
     * That is also how a blocked pull that is interrupted ends, with an {@link InterruptedException}, and a publisher
     * that sends more than was requested, with a {@link LimitExceededException}.
     *
     * @param publisher the publisher
     * @param buffer how many values may wait: so many are requested at first, and half of them again whenever half were
     *     taken
     * @param <T> the type of the values
     * @throws IllegalArgumentException if the buffer is not positive
     */
    public static <T> Generator<T> generator(Publisher<? extends T> publisher, int buffer) {
        Objects.requireNonNull(publisher, "publisher");
        if (buffer <= 0) throw new IllegalArgumentException("not a size of a buffer: " + buffer);
        return Generator.of(out -> {
            FlowSubscriber<T> reception = new FlowSubscriber<>(buffer);
            Subscriber<T> subscriber = reception;
            subscribe(publisher, subscriber);
            try {
                while (reception.await()) out.yield(reception.take());
            } finally {
                reception.cancel();
            }
        });
    }

    private static <V, T extends V> void subscribe(Publisher<T> publisher, Subscriber<V> subscriber) {
        publisher.subscribe(subscriber);
    }
}
