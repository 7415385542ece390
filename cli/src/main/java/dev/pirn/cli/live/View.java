package dev.pirn.cli.live;

import org.jspecify.annotations.Nullable;

/**
 * What the user has asked to see.
 *
 * @param order how tasks are ranked
 * @param filter only tasks whose names contain this; empty for all
 * @param typing whether the filter is being typed
 * @param selected the selected task; 0 for the first row
 * @param opened the task whose stack is shown; null if the tables are
 * @param isPaused whether the picture stands still
 * @param isHelp whether the help is shown
 */
record View(
        Order order,
        String filter,
        boolean typing,
        long selected,
        @Nullable Long opened,
        boolean isPaused,
        boolean isHelp) {

    static View first(Order order, String filter) {
        return new View(order, filter, false, 0, null, false, false);
    }

    View ordered(Order newOrder) {
        return new View(newOrder, filter, typing, selected, opened, isPaused, isHelp);
    }

    View filtered(String newFilter, boolean isTyping) {
        return new View(order, newFilter, isTyping, selected, opened, isPaused, isHelp);
    }

    View selecting(long task) {
        return new View(order, filter, typing, task, opened, isPaused, isHelp);
    }

    View opening(@Nullable Long task) {
        return new View(order, filter, typing, selected, task, isPaused, isHelp);
    }

    View paused(boolean newPaused) {
        return new View(order, filter, typing, selected, opened, newPaused, isHelp);
    }

    View helping(boolean newHelp) {
        return new View(order, filter, typing, selected, opened, isPaused, newHelp);
    }
}
