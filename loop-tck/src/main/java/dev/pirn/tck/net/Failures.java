package dev.pirn.tck.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What failures say. */
final class Failures {

    private Failures() {}

    static void assertMentions(Throwable failure, String text) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(text), () -> "should mention " + text + ": " + message);
    }
}
