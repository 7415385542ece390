package dev.pirn.cli.download;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpStatusTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "'Mon, 30 Nov 2026 10:01:30 GMT', 90",
        "'Mon, 30 Nov 2026 09:00:00 GMT', 0",
        "120, 120",
        "0, 0",
        "-3, 0",
        "soon, 0",
        "99999999999999999999, 0",
        ", 0"
    })
    void retryAfterIsSecondsOrADate(String header, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), HttpStatus.pauseOf(header, NOW));
    }
}
