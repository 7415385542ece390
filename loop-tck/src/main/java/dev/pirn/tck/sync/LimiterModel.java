package dev.pirn.tck.sync;

import dev.pirn.sync.CapacityLimiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;

/** A limiter, whose capacity changes. */
final class LimiterModel extends Model {

    private final CapacityLimiter real = new CapacityLimiter(2);
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private final List<Object> lent = new ArrayList<>();
    private int total = 2;

    @Override
    void act() {
        if (!lent.isEmpty() && chance(40)) giveBack();
        else if (chance(15)) resize(upTo(5));
        else borrow("borrower " + number());
    }

    private void borrow(String borrower) {
        attempt(borrower, this::begins, () -> {
            real.acquireOnBehalfOf(borrower);
            return DONE;
        });
    }

    private void begins(Attempt attempt) {
        await(waiting, attempt);
        lend();
    }

    private void lend() {
        while (lent.size() < total && !waiting.isEmpty()) {
            Attempt attempt = next(waiting);
            lent.add(String.valueOf(attempt.brought));
            attempt.mustEnd(DONE);
        }
    }

    private void giveBack() {
        Object borrower = takeAny(lent);
        note("give back ", borrower);
        lend();
        real.releaseOnBehalfOf(borrower);
    }

    private void resize(int newTotal) {
        note("resize to ", newTotal);
        total = newTotal;
        lend();
        real.total(newTotal);
    }

    @Override
    void compare() {
        var expected = new CapacityLimiter.Statistics(total, lent.size(), new HashSet<>(lent), waiting.size());
        requireEqual(expected, real.statistics(), "the statistics");
    }
}
