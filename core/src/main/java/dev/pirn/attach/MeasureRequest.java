package dev.pirn.attach;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/**
 * Which tasks are wanted of a measurement.
 *
 * @param order those that lead by this come first
 * @param limit so many at most
 * @param filter only those whose names contain this, in whatever case
 */
record MeasureRequest(Comparator<TaskShare> order, int limit, String filter) {

    /** Reads {@code measure ORDER LIMIT [FILTER]}; the filter may contain blanks. */
    static MeasureRequest of(String[] words) {
        if (words.length < 3) throw new IllegalArgumentException("measure ORDER LIMIT [FILTER]");
        String filter = String.join(" ", Arrays.asList(words).subList(3, words.length));
        return new MeasureRequest(order(words[1]), Integer.parseInt(words[2]), filter.toLowerCase(Locale.ROOT));
    }

    private static Comparator<TaskShare> order(String word) {
        Comparator<TaskShare> byName = Comparator.comparing(TaskShare::name);
        return switch (word) {
            case "busy" -> descending(Comparator.comparingLong(TaskShare::busyNanos));
            case "scheduled" -> descending(Comparator.comparingLong(TaskShare::scheduledNanos));
            case "waiting" -> descending(Comparator.comparingLong(TaskShare::waitingNanos));
            case "steps" -> descending(Comparator.comparingLong(TaskShare::steps));
            case "wakeups" -> descending(Comparator.comparingLong(TaskShare::foreignWakeups));
            case "name" -> byName.thenComparingLong(TaskShare::id);
            default -> throw new IllegalArgumentException("no such order: " + word);
        };
    }

    private static Comparator<TaskShare> descending(Comparator<TaskShare> order) {
        return order.reversed().thenComparingLong(TaskShare::id);
    }

    boolean wants(String name) {
        return filter.isEmpty() || name.toLowerCase(Locale.ROOT).contains(filter);
    }
}
