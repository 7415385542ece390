package dev.pirn.cli.live;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** By what {@code top} ranks tasks. */
public enum Order {
    /** Time in which the task ran. */
    BUSY('b'),
    /** Time in which it could have run, and others did. */
    SCHEDULED('s'),
    /** Time in which it waited. */
    WAITING('w'),
    /** How often it ran. */
    STEPS('t'),
    /** How often another thread made it go on. */
    WAKEUPS('f'),
    /** Its name. */
    NAME('n');

    final char key;

    Order(char key) {
        this.key = key;
    }

    static @Nullable Order of(int key) {
        for (Order order : values()) if (order.key == key) return order;
        return null;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
