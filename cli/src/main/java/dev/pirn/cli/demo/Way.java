package dev.pirn.cli.demo;

import java.time.Duration;

/** A way of downloading the demonstration's pictures. */
enum Way {
    ONE_AFTER_ANOTHER("one after another"),
    AT_ONCE("at once"),
    AT_ONCE_BLOCKING("at once, blocking code");

    private final String words;

    Way(String words) {
        this.words = words;
    }

    /** {@return whether the downloading code blocks instead of awaiting} */
    boolean isBlocking() {
        return this == AT_ONCE_BLOCKING;
    }

    /** {@return how many downloads run at once} */
    int concurrency(int pictures) {
        return this == ONE_AFTER_ANOTHER ? 1 : pictures;
    }

    /** {@return what it takes if nothing but the server's delay counts} */
    Duration expected(int pictures, Duration delay) {
        return this == ONE_AFTER_ANOTHER ? delay.multipliedBy(pictures) : delay;
    }

    @Override
    public String toString() {
        return words;
    }
}
