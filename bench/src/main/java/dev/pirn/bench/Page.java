package dev.pirn.bench;

import org.jspecify.annotations.Nullable;

/** The report as one page of HTML. */
final class Page {

    private Page() {}

    static String of(Report report, @Nullable Report old) {
        return report + " " + old;
    }
}
