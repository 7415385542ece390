package dev.pirn.cli.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.org/a.png | not a URL: http:// or https:// is missing",
                "ftp://h/a | scheme 'ftp' is not http or https",
                "http:///a | not a URL: no valid host name",
                "http:a | not a URL: no valid host name",
                "http://h/a b | not a URL: illegal character in path (at character 11)",
                "http://h:99999/ | no such port: 99999"
            })
    void saysWhatIsWrong(String text, String reason) {
        assertEquals(
                reason,
                assertThrows(FetchException.class, () -> Urls.parse(text)).getMessage());
    }

    @Test
    void lettersBeyondAsciiAreEncoded() throws FetchException {
        assertEquals("http://h/%C3%BC.png", Urls.parse("http://h/ü.png").toString());
    }

    @Test
    void aListMayHaveBlankLinesAndComments() {
        assertEquals(
                List.of("http://h/a", "http://h/b"), Urls.list(List.of("", "# mine", " http://h/a ", "http://h/b")));
    }
}
