package dev.pirn.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1200, 1.2 s",
        "59999, 59.9 s",
        "190000, 3 m 10",
        "7500000, 2 h 05",
        "200000000, 2 d"
    })
    void timesAreShort(long millis, String text) {
        assertEquals(text, Amounts.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"7, 7 ns", "3400, 3.4 us", "12000, 12 us", "9960, 10 us", "45000000, 45 ms", "1500000000, 1.5 s"})
    void shortTimesToo(long nanos, String text) {
        assertEquals(text, Amounts.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 1.5", "40, 20", "19998, 9999", "25000, 12.5k", "300000, 150k", "4000000, 2.0M"})
    void ratesAreCountsASecond(long inTwoSeconds, String text) {
        assertEquals(text, Amounts.rate(inTwoSeconds, 2_000_000_000));
    }

    @Test
    void theCulpritIsTheFirstLineOfTheApplication() {
        List<String> stack = List.of(
                "java.base/java.lang.Thread.sleep(Thread.java:1)",
                "dev.pirn.TaskCore.suspend(TaskCore.java:2)",
                "dev.pirn/dev.pirn.sync.Lock.acquire(Lock.java:3)",
                "app//com.example.Shop.sell(Shop.java:4)",
                "com.example.Main.main(Main.java:5)");
        assertEquals("app//com.example.Shop.sell(Shop.java:4)", Frames.culprit(stack));
        assertEquals("dev.pirn.examples.A.b(A.java:1)", Frames.culprit(List.of("dev.pirn.examples.A.b(A.java:1)")));
        assertNull(Frames.culprit(stack.subList(0, 3)));
    }
}
