package dev.pirn.sync;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of a queue or a channel until that ends. It takes one ahead only when {@code hasNext} is called.
 *
 * @param <T> the type of the items
 */
final class QueueIterator<T> implements Iterator<T> {

    private final Supplier<? extends @Nullable T> source;
    private @Nullable T next;

    /** @param source waits for the next item; null at the end */
    QueueIterator(Supplier<? extends @Nullable T> source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (next == null) next = source.get();
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext() || next == null) throw new NoSuchElementException("it has ended");
        T item = next;
        next = null;
        return item;
    }
}
