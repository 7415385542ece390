package dev.pirn.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that is in the address of a console. */
final class Token {

    private static final int BYTES = 24; // 192 bits; nobody guesses 128

    private final String text;

    Token(String text) {
        this.text = text;
    }

    static Token random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    String text() {
        return text;
    }

    /** Whether somebody knows it; how long the answer takes does not tell how much of it was right. */
    boolean equalsText(String claimed) {
        return MessageDigest.isEqual(text.getBytes(UTF_8), claimed.getBytes(UTF_8));
    }
}
