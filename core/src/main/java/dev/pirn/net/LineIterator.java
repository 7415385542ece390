package dev.pirn.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a stream; one is read ahead when the caller asks whether there is one. */
final class LineIterator implements Iterator<String> {

    private final StreamReader reader;
    private @Nullable String next;

    LineIterator(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        try {
            if (next == null) next = reader.readLine();
            return next != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String next() {
        if (!hasNext() || next == null) throw new NoSuchElementException("the stream has ended");
        String line = next;
        next = null;
        return line;
    }
}
