package dev.pirn.cli.live;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON. What is missing is empty or 0, so that an older JVM can be shown. Texts are fit for a terminal.
 *
 * @param fields its fields
 */
public record Json(Map<?, ?> fields) {

    /**
     * {@return the object that a text is}
     *
     * @param text JSON
     * @throws IOException if it is something else
     */
    public static Json parse(String text) throws IOException {
        return new Json(JSON.std.mapFrom(text));
    }

    /** {@return the object as indented text} */
    String pretty() {
        return text(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT));
    }

    /** {@return the object as one line} */
    String compact() {
        return text(JSON.std);
    }

    private String text(JSON form) {
        try {
            return text(form, fields);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write JSON into memory", e);
        }
    }

    /**
     * {@return a value as JSON that a terminal can show}
     *
     * @param value maps, lists and simple values
     * @throws IOException if it is something else
     */
    public static String pretty(Object value) throws IOException {
        return text(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT), value);
    }

    private static String text(JSON form, Object value) throws IOException {
        return Printable.json(form.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(value));
    }

    String text(String field) {
        Object value = fields.get(field);
        return value == null ? "" : Printable.line(value.toString());
    }

    long number(String field) {
        return fields.get(field) instanceof Number number ? number.longValue() : 0;
    }

    boolean is(String field) {
        return Boolean.TRUE.equals(fields.get(field));
    }

    @Nullable
    Json object(String field) {
        return fields.get(field) instanceof Map<?, ?> map ? new Json(map) : null;
    }

    List<Json> objects(String field) {
        return list(field).stream()
                .filter(Map.class::isInstance)
                .map(element -> new Json((Map<?, ?>) element))
                .toList();
    }

    List<String> texts(String field) {
        return list(field).stream().map(String::valueOf).map(Printable::line).toList();
    }

    List<?> list(String field) {
        return fields.get(field) instanceof List<?> list ? list : List.of();
    }
}
