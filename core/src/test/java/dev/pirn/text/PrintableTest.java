package dev.pirn.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

    @Test
    void whatIsFineStaysTheSame() {
        String text = "a task, \"quoted\" \\ \u00fc \u4e2d\u6587 \u0627\u0644\u0639 \ud83d\udc69\u200d\ud83d\udc67";
        assertSame(text, Printable.line(text));
        assertSame("two\nlines", Printable.lines("two\nlines"));
    }

    @ParameterizedTest
    @CsvSource({
        "0000", "0007", "0008", "000b", "000c", "001b", "007f", "0080", "0085", "009b", "00ad", "061c", "200b", "200e",
        "200f", "2028", "2029", "202a", "202e", "2066", "2069", "feff", "d83d", "dc69"
    })
    void whatIsNotIsEscaped(String code) {
        String text = "x" + (char) Integer.parseInt(code, 16) + "y";
        assertEquals("x\\u" + code + "y", Printable.line(text));
        assertEquals("x\\u" + code + "y", Printable.lines(text));
        assertEquals("x\\u" + code + "y", Printable.json(text));
        assertEquals("\"x\\u" + code + "y\"", JsonText.of(text));
    }

    @Test
    void endsOfLinesHaveShortEscapes() {
        assertEquals("a\\nb\\rc\\td", Printable.line("a\nb\rc\td"));
        assertEquals("a\nb\\rc\\td", Printable.lines("a\nb\rc\td"));
        assertEquals("a\nb\rc\td", Printable.json("a\nb\rc\td"));
        assertEquals("\"a\\nb\\rc\\td\"", JsonText.of("a\nb\rc\td"));
    }

    @Test
    void aCharacterOfTwoUnitsIsEscapedAsTwo() {
        assertEquals("\\udb40\\udc41", Printable.line("\udb40\udc41")); // a tag, which is not seen
        assertEquals("\"\\udb40\\udc41\"", JsonText.of("\udb40\udc41"));
    }
}
