package dev.pirn.cli;

import dev.pirn.Loops;
import org.jspecify.annotations.Nullable;

/**
 * The backend that a program gets which names none.
 *
 * @param name the backend; null if a program would fail
 * @param why in words
 */
record Choice(@Nullable String name, String why) {

    static Choice make() {
        try {
            return new Choice(Loops.choose().name(), reason());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return new Choice(null, String.valueOf(e.getMessage()));
        }
    }

    boolean isMade() {
        return name != null;
    }

    private static String reason() {
        if (Loops.wanted() == null) return "it has the highest priority of those that work here";
        return System.getProperty(Loops.PROPERTY) != null
                ? "the system property " + Loops.PROPERTY + " names it"
                : "the environment variable " + Loops.ENVIRONMENT + " names it";
    }
}
