package dev.pirn.cli.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One line of the demonstration's table.
 *
 * @param backend the loop's backend
 * @param engine what runs its coroutines
 * @param way how the pictures were downloaded
 * @param expected what the server's delay alone takes
 * @param measured what it took; null if it was left out
 * @param verified how many files on disk are what was painted
 */
record Row(
        String backend,
        String engine,
        Way way,
        Duration expected,
        @Nullable Duration measured,
        int verified) {

    boolean isSkipped() {
        return measured == null;
    }
}
