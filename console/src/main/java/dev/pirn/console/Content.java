package dev.pirn.console;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What a request is answered with.
 *
 * @param type its media type
 * @param body what writes it
 */
record Content(String type, Body body) {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";

    /** Writes UTF-8. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static Content of(String type, byte[] bytes) {
        return new Content(type, out -> out.write(bytes));
    }
}
