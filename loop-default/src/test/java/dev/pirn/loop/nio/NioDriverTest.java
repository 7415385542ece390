package dev.pirn.loop.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is the selector's own; the rest of the driver is tested by the suite, with the other backends. */
class NioDriverTest {

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "-9223372036854775808, 0",
        "1, 1",
        "999999, 1",
        "1000000, 1",
        "1000001, 2",
        "9223372036854775807, 9223372036855"
    })
    void timeoutIsRoundedUpToMilliseconds(long nanos, long millis) {
        assertEquals(millis, NioDriver.selectMillis(nanos));
    }
}
