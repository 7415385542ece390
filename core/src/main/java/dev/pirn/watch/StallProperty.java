package dev.pirn.watch;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system property that says from when on a loop is stalled. */
public final class StallProperty {

    /** Its name. */
    public static final String NAME = "pirn.stall";

    static final Duration DEFAULT = Duration.ofMillis(100);
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s)?");

    private StallProperty() {}

    /** {@return its value, or 100 ms if it is not set} */
    public static Duration read() {
        String value = System.getProperty(NAME);
        return value == null ? DEFAULT : parse(value);
    }

    static Duration parse(String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches())
            throw new IllegalArgumentException(
                    "the system property " + NAME + " is a time such as 250ms or 1s, or 0 for none, not: " + value);
        long number = Long.parseLong(form.group(1));
        return "s".equals(form.group(2)) ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    }
}
