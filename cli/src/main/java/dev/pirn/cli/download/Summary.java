package dev.pirn.cli.download;

import dev.pirn.cli.Units;
import java.time.Duration;
import java.util.List;

/**
 * What came of all downloads together.
 *
 * @param outcomes how each ended
 * @param time how long all of it took
 */
public record Summary(List<Outcome> outcomes, Duration time) {

    /** {@return the downloads that succeeded} */
    public List<Outcome.Done> done() {
        return only(Outcome.Done.class);
    }

    /** {@return the URLs that failed} */
    public List<Outcome.Failed> failed() {
        return only(Outcome.Failed.class);
    }

    /** {@return whether nothing failed} */
    public boolean isGood() {
        return failed().isEmpty();
    }

    /** {@return one line for the user} */
    public String line() {
        long bytes = done().stream().mapToLong(Outcome.Done::bytes).sum();
        int kept = only(Outcome.Skipped.class).size();
        return done().size() + " ok, " + failed().size() + " failed" + (kept == 0 ? "" : ", " + kept + " kept") + "; "
                + Units.bytes(bytes) + " in " + Units.time(time) + " (" + Units.rate(bytes, time) + ")";
    }

    private <T extends Outcome> List<T> only(Class<T> type) {
        return outcomes.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
