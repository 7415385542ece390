package dev.pirn.tck.sync;

import dev.pirn.sync.BoundedSemaphore;
import dev.pirn.sync.Semaphore;
import java.util.ArrayDeque;
import java.util.Deque;

/** A semaphore: permits that are there or held, and who waits for one. */
final class SemaphoreModel extends Model {

    private static final int PERMITS = 3;
    private final Semaphore real = new BoundedSemaphore(PERMITS);
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private int permits = PERMITS;
    private int toRelease;

    @Override
    void act() {
        if (toRelease > 0 && chance(45)) release();
        else if (chance(20)) tryAcquire();
        else attempt(null, this::begins, this::acquire, a -> toRelease++);
    }

    private Object acquire() {
        real.acquire();
        return DONE;
    }

    private void begins(Attempt attempt) {
        if (permits == 0) {
            await(waiting, attempt);
            return;
        }
        permits--;
        attempt.mustEnd(DONE);
    }

    private void tryAcquire() {
        boolean possible = permits > 0;
        note("try: ", possible);
        requireEqual(possible, real.tryAcquire(), "tryAcquire");
        if (!possible) return;
        permits--;
        toRelease++;
    }

    private void release() {
        note("release");
        toRelease--;
        real.release();
        if (waiting.isEmpty()) permits++;
        else next(waiting).mustEnd(DONE);
    }

    @Override
    void compare() {
        requireEqual(permits, real.permits(), "the number of permits");
        requireEqual(waiting.size(), real.waiting(), "the number of waiters");
        requireEqual(PERMITS, permits + toRelease, "the number of all permits");
    }
}
