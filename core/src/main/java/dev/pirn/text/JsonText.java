package dev.pirn.text;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, core's records, lists, streams, texts, numbers, booleans and null as JSON (RFC 8259), in one line; all
 * else as what it is in words. A terminal can show it: what {@link Printable} escapes is escaped. From any thread.
 */
public final class JsonText {

    /** So many characters are collected before they are handed on. */
    private static final int PART = 8192;

    /** How the components of a record are read, by the names of their members. */
    private static final ClassValue<Map<String, Method>> ACCESSORS = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
            Map<String, Method> accessors = new LinkedHashMap<>();
            for (RecordComponent component : type.getRecordComponents()) {
                component.getAccessor().setAccessible(true); // the record may be private to its package
                accessors.put(memberName(component.getName()), component.getAccessor());
            }
            return accessors;
        }
    };

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

    /**
     * {@return the components of a record by name, in their order, to be changed by the caller} Names lose a leading
     * {@code is}.
     *
     * @param value the record, which must be core's
     */
    public static Map<String, @Nullable Object> members(Record value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Method> member :
                    ACCESSORS.get(value.getClass()).entrySet())
                members.put(member.getKey(), member.getValue().invoke(value));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a record that can be read: " + value.getClass(), e);
        }
        return members;
    }

    private static String memberName(String component) {
        boolean isFlag = component.startsWith("is") && component.length() > 2;
        return isFlag ? Character.toLowerCase(component.charAt(2)) + component.substring(3) : component;
    }

    private void handOn() throws IOException {
        out.append(text);
        text.setLength(0);
    }

    private void write(@Nullable Object value) throws IOException {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> map -> writeMap(map);
            case Record members -> writeMap(members(members));
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
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            if (c == '"' || c == '\\') text.append('\\').append((char) c);
            else if (Printable.isPrintable(c)) text.appendCodePoint(c);
            else Printable.appendEscape(c, text);
            i += Character.charCount(c);
        }
        text.append('"');
    }
}
