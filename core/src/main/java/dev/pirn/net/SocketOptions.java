package dev.pirn.net;

import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Socket options with their values, in the order in which they were named. Immutable. */
final class SocketOptions {

    private final Map<SocketOption<?>, Object> values;

    private SocketOptions(Map<SocketOption<?>, Object> values) {
        this.values = values;
    }

    static <T> SocketOptions of(SocketOption<T> option, T value) {
        return new SocketOptions(Map.of(option, value));
    }

    <T> SocketOptions with(SocketOption<T> option, T value) {
        if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException(
                    "not a " + option.type().getSimpleName() + " for " + option + ": " + value);
        }
        Map<SocketOption<?>, Object> more = new LinkedHashMap<>(values);
        more.put(option, value);
        return new SocketOptions(Collections.unmodifiableMap(more));
    }

    Map<SocketOption<?>, Object> asMap() {
        return values;
    }

    void applyTo(IoSocket socket) throws IOException {
        for (Map.Entry<SocketOption<?>, Object> entry : values.entrySet())
            apply(socket, entry.getKey(), entry.getValue());
    }

    private static <T> void apply(IoSocket socket, SocketOption<T> option, Object value) throws IOException {
        socket.setOption(option, option.type().cast(value));
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
