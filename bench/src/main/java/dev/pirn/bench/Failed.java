package dev.pirn.bench;

import java.io.IOException;

/** One measurement could not be made; the others go on. Its message is for the user. */
final class Failed extends IOException {

    private static final long serialVersionUID = 1;

    Failed(String message) {
        super(message);
    }

    Failed(String message, Throwable cause) {
        super(message, cause);
    }
}
