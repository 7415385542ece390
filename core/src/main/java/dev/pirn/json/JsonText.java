package dev.pirn.json;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, lists, streams, texts, numbers, booleans and null as JSON (RFC 8259), in one line; all else as what it is in
 * words. From any thread.
 */
public final class JsonText {

    /** So many characters are collected before they are handed on. */
    private static final int PART = 8192;

    private final Appendable out;
    private final StringBuilder text = new StringBuilder(1024);

    private JsonText(Appendable out) {
        this.out = out;
    }

    /**
     * {@return a value as JSON}
     *
     * @param value the value; a stream is read while its elements are written
     */
    public static String of(Object value) {
        StringBuilder whole = new StringBuilder();
        try {
            write(value, whole);
        } catch (IOException e) {
            throw new AssertionError("a text in memory cannot fail", e);
        }
        return whole.toString();
    }

    /**
     * Writes a value as JSON in parts of some thousand characters, so that it never stands in memory as a whole.
     *
     * @param value the value; a stream is read while its elements are written
     * @param out where to
     * @throws IOException if that fails
     */
    public static void write(Object value, Appendable out) throws IOException {
        JsonText json = new JsonText(out);
        json.write(value);
        json.handOn();
    }

    private void handOn() throws IOException {
        out.append(text);
        text.setLength(0);
    }

    private void write(@Nullable Object value) throws IOException {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> map -> writeMap(map);
            case Iterable<?> list -> writeList(list.iterator());
            case Stream<?> stream -> writeList(stream.iterator());
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> writeText(value.toString());
        }
    }

    private void writeMap(Map<?, ?> map) throws IOException {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator);
            writeText(String.valueOf(entry.getKey()));
            text.append(':');
            write(entry.getValue());
            separator = ",";
        }
        text.append('}');
        if (text.length() >= PART) handOn();
    }

    private void writeList(Iterator<?> elements) throws IOException {
        text.append('[');
        while (elements.hasNext()) {
            write(elements.next());
            if (elements.hasNext()) text.append(',');
        }
        text.append(']');
    }

    private void writeText(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) writeChar(value, i);
        text.append('"');
    }

    private void writeChar(String value, int at) {
        char c = value.charAt(at);
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (isPlain(value, at)) text.append(c);
                else text.append(String.format("\\u%04x", (int) c));
            }
        }
    }

    /** Half a surrogate pair is no character, and cannot be sent as UTF-8: it is escaped like a control character. */
    private static boolean isPlain(String value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c))
            return at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1));
        if (Character.isLowSurrogate(c)) return at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
        return c >= ' ' && c != 0x7f && c != '\u2028' && c != '\u2029';
    }
}
