package dev.pirn.net;

import dev.pirn.LimitExceededException;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts what arrives into records and lines. Whatever is thrown here, bytes that were not returned are still there. */
final class Framing {

    private Framing() {}

    static byte[] exactly(Inbound in, int count) throws IOException {
        while (in.available() < count) {
            if (!in.fill()) throw ended("expected " + count + " bytes", in);
        }
        return in.take(count);
    }

    static byte[] all(Inbound in) throws IOException {
        boolean more = true;
        while (more) more = in.fill();
        return in.take(in.available());
    }

    static byte[] until(Inbound in, int limit, Separators separators) throws IOException {
        requireLimit(limit);
        int searched = 0;
        while (true) {
            int end = in.endOf(separators, searched);
            if (end >= 0) {
                int content = end - in.separatorBefore(separators, end);
                if (content > limit) throw exceeded("a record of " + content + " bytes", limit);
                return in.take(end);
            }
            searched = in.available();
            if (searched + 1 - separators.longest() > limit) {
                throw exceeded("no separator in " + searched + " bytes", limit);
            }
            if (!in.fill()) throw ended("expected a separator", in);
        }
    }

    static @Nullable String line(Inbound in, int limit) throws IOException {
        requireLimit(limit);
        int searched = 0;
        while (true) {
            int end = in.indexOf((byte) '\n', searched);
            if (end >= 0) return completeLine(in, end, limit);
            searched = in.available();
            if (searched > limit) {
                in.drop(searched);
                throw exceeded("no end of line in " + searched + " bytes", limit);
            }
            if (!in.fill()) return lastLine(in);
        }
    }

    private static String completeLine(Inbound in, int end, int limit) throws LimitExceededException {
        if (end > limit) {
            in.drop(end + 1);
            throw exceeded("a line of " + end + " bytes", limit);
        }
        boolean crlf = end > 0 && in.at(end - 1) == '\r';
        String line = in.text(crlf ? end - 1 : end);
        in.drop(end + 1);
        return line;
    }

    private static @Nullable String lastLine(Inbound in) {
        int count = in.available();
        if (count == 0) return null;
        String line = in.text(count);
        in.drop(count);
        return line;
    }

    private static void requireLimit(int limit) {
        if (limit < 0) throw new IllegalArgumentException("limit must not be negative: " + limit);
    }

    private static EOFException ended(String expected, Inbound in) {
        return new EOFException(expected + ", but the stream ended after " + in.available());
    }

    private static LimitExceededException exceeded(String what, int limit) {
        return new LimitExceededException(what + ", the limit is " + limit);
    }
}
