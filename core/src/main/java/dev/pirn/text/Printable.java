package dev.pirn.text;

import java.util.function.IntPredicate;

/**
 * Text that a program or a peer has chosen, such as a name, made fit for terminals, tables and logs. What a terminal
 * would obey, what ends a line, and what turns the direction of writing is put as an escape of Java and JSON, such as
 * {@code \n} or {@code \u001b}. From any thread.
 */
public final class Printable {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Printable() {}

    /**
     * {@return a text as a part of one line}
     *
     * @param text the text
     */
    public static String line(String text) {
        return escape(text, Printable::isPrintable);
    }

    /**
     * {@return a text of several lines, of which the line feeds are kept}
     *
     * @param text the text
     */
    public static String lines(String text) {
        return escape(text, c -> c == '\n' || isPrintable(c));
    }

    /**
     * {@return JSON that means the same, with its white space kept}
     *
     * @param text JSON or a part of it
     */
    public static String json(String text) {
        return escape(text, c -> c == '\n' || c == '\r' || c == '\t' || isPrintable(c));
    }

    /**
     * {@return whether a character may stand in a line as it is} Half a surrogate pair may not: it cannot be encoded.
     * The joiners may, without which some scripts cannot be written.
     *
     * @param codePoint the character
     */
    public static boolean isPrintable(int codePoint) {
        if (codePoint < 0x7f) return codePoint >= ' ';
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static String escape(String text, IntPredicate isFine) {
        int length = text.length();
        for (int i = 0; i < length; ) {
            int c = text.codePointAt(i);
            if (!isFine.test(c)) return escape(text, i, isFine);
            i += Character.charCount(c);
        }
        return text;
    }

    private static String escape(String text, int from, IntPredicate isFine) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isFine.test(c)) escaped.appendCodePoint(c);
            else appendEscape(c, escaped);
            i += Character.charCount(c);
        }
        return escaped.toString();
    }

    /** Appends the escape of a character, which is the same in Java and in JSON. */
    static void appendEscape(int codePoint, StringBuilder out) {
        switch (codePoint) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                for (char unit : Character.toChars(codePoint)) out.append(String.format("\\u%04x", (int) unit));
            }
        }
    }
}
