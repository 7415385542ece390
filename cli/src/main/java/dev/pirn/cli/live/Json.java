package dev.pirn.cli.live;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON. What is missing is empty or 0, so that an older JVM can be shown.
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
            return form.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(fields);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write JSON into memory", e);
        }
    }

    String text(String field) {
        Object value = fields.get(field);
        return value == null ? "" : value.toString();
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
        return list(field).stream().map(String::valueOf).toList();
    }

    List<?> list(String field) {
        return fields.get(field) instanceof List<?> list ? list : List.of();
    }
}
