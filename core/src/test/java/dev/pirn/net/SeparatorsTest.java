package dev.pirn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SeparatorsTest {

    @Test
    void theMessageIncludesItsSeparator() {
        assertEquals(4, end("abc\ndef\n", "\n"));
    }

    @Test
    void noEndIsMinusOne() {
        assertEquals(-1, end("abc\r", "\r\n"));
        assertEquals(-1, end("", "\n"));
    }

    @Test
    void theSeparatorThatEndsFirstWinsInAnyOrder() {
        assertEquals(3, end("ab;cd\n", "\n", ";"));
        assertEquals(3, end("ab;cd\n", ";", "\n"));
    }

    @Test
    void aShortSeparatorWithinALongOneWins() {
        assertEquals(4, end("ab\r\n\r\n", "\r\n\r\n", "\r\n"));
    }

    @Test
    void ofThoseThatEndTogetherTheLongestCounts() {
        Separators separators = of("\n", "\r\n");
        byte[] text = bytes("ab\r\n");
        assertEquals(4, separators.end(text, 0, text.length, 0));
        assertEquals(2, separators.lengthBefore(text, 0, 4));
    }

    @Test
    void bytesBeforeTheFirstDoNotBelongToASeparator() {
        byte[] text = bytes("\r\nx");
        assertEquals(-1, of("\r\n").end(text, 1, text.length, 0));
    }

    @Test
    void theAnswerDoesNotDependOnHowTheBytesWereCut() {
        Random random = new Random(7);
        Separators separators = of("ab", "aab", "ba", "bbbb");
        for (int round = 0; round < 2000; round++) {
            byte[] text = new byte[random.nextInt(12)];
            for (int i = 0; i < text.length; i++) text[i] = (byte) ('a' + random.nextInt(3));
            int whole = separators.end(text, 0, text.length, 0);
            assertEquals(whole, endByPieces(separators, text, random), new String(text, StandardCharsets.UTF_8));
        }
    }

    private static int endByPieces(Separators separators, byte[] text, Random random) {
        int searched = 0;
        while (searched < text.length) {
            int here = Math.min(text.length, searched + 1 + random.nextInt(3));
            int end = separators.end(text, 0, here, searched);
            if (end >= 0) return end;
            searched = here;
        }
        return -1;
    }

    @Test
    void noOrEmptySeparatorsAreRefused() {
        assertThrows(IllegalArgumentException.class, Separators::new);
        assertThrows(IllegalArgumentException.class, () -> of("\n", ""));
    }

    private static int end(String text, String... separators) {
        byte[] bytes = bytes(text);
        return of(separators).end(bytes, 0, bytes.length, 0);
    }

    private static Separators of(String... separators) {
        byte[][] all = new byte[separators.length][];
        for (int i = 0; i < all.length; i++) all[i] = bytes(separators[i]);
        return new Separators(all);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
