package dev.pirn.watch;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * For how long the program may hold a turn of a loop. The default is laxer while the JVM is cold: code that runs for
 * the first time is interpreted, some fifty times slower than later. A limit that was set is kept from the beginning,
 * and so is the default by a thread that sleeps.
 *
 * @param usual the limit, in nanoseconds; 0 if stalls are not looked for
 * @param isCold whether the JVM is cold
 */
record StallLimit(long usual, BooleanSupplier isCold) {

    private static final int WHILE_COLD = 3;

    boolean isOff() {
        return usual == 0;
    }

    /** In nanoseconds. */
    long now() {
        return isDefault() && isCold.getAsBoolean() ? usual * WHILE_COLD : usual;
    }

    private boolean isDefault() {
        return Duration.ofNanos(usual).equals(StallProperty.DEFAULT);
    }
}
