package dev.pirn.watch;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For how long the program may hold a turn of a loop. The default is laxer while the JVM is cold: code that runs for
 * the first time is interpreted, some fifty times slower than later. A limit that was set is kept from the beginning,
 * and so is the default by a thread that sleeps.
 *
 * @param usual the limit, in nanoseconds; 0 if stalls are not looked for
 * @param isCold whether the JVM is cold
 */
public record StallLimit(long usual, BooleanSupplier isCold) {

    /** The system property that says from when on a loop is stalled. */
    public static final String PROPERTY = "pirn.stall";

    private static final Duration DEFAULT = Duration.ofMillis(100);
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s)?");
    private static final int WHILE_COLD = 3;

    /** {@return the value of the property, or 100 ms if it is not set} */
    public static Duration read() {
        String value = System.getProperty(PROPERTY);
        return value == null ? DEFAULT : parse(value);
    }

    static Duration parse(String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches())
            throw new IllegalArgumentException(
                    "the system property " + PROPERTY + " is a time such as 250ms or 1s, or 0 for none, not: " + value);
        long number = Long.parseLong(form.group(1));
        return "s".equals(form.group(2)) ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    }

    boolean isOff() {
        return usual == 0;
    }

    /** In nanoseconds. */
    long now() {
        boolean isDefault = usual == DEFAULT.toNanos();
        return isDefault && isCold.getAsBoolean() ? usual * WHILE_COLD : usual;
    }
}
