package dev.pirn;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Wait: futures in the order in which they are done. Iterating again goes on where it was left.
 *
 * <p>There is no call when it is left for good. So what the futures hold of it is weak, and what is left in their lists
 * of waiters is taken out in a turn after the garbage collector has found it.
 */
final class Completions<F extends Future<?>> implements Iterator<F> {

    private final ArrayDeque<F> done = new ArrayDeque<>();
    private final Parker waiting = new Parker();
    private final Collection<? extends F> futures;
    private final long deadline;
    private int left;

    Completions(Collection<? extends F> futures, long deadline) {
        this.futures = List.copyOf(futures);
        this.deadline = deadline;
        this.left = futures.size();
        RunLoop loop = RunLoop.required();
        ReferenceQueue<Completions<?>> queue = loop.leftIterations;
        if (queue == null) loop.leftIterations = queue = new ReferenceQueue<>();
        forgetLeft(queue);
        Watch<F> watch = new Watch<>(this, queue);
        for (F future : futures) watch.begin(future, loop);
    }

    /** Takes iterations that are no longer reachable out of the lists of their futures. On the loop. */
    static void forgetLeft(ReferenceQueue<Completions<?>> left) {
        for (Reference<?> gone; (gone = left.poll()) != null; ) ((Watch<?>) gone).end();
    }

    private WaitReason purpose() {
        return WaitReason.of("first", left + " futures, whichever is next", futures);
    }

    private void add(F future) {
        done.add(future);
        waiting.unpark();
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public F next() {
        if (left == 0) throw new NoSuchElementException("all futures were returned");
        Async.checkpoint();
        if (left == 1 && done.isEmpty()) checkNotSelf();
        CancelScope limit = CancelScope.ofDeadline(deadline);
        limit.run(() -> {
            while (done.isEmpty()) waiting.park(Parker.Abort.givingUp(this::purpose));
        });
        if (done.isEmpty())
            throw new TimedOutException("asCompleted: " + left + " of the futures are not done in time");
        left--;
        return done.remove();
    }

    /** The last one that is left must not be the caller. */
    private void checkNotSelf() {
        for (F future : futures) {
            if (!future.isDone()) EndlessWaits.checkNotSelf(TaskCore.required(), (FutureCore<?>) future);
        }
    }

    /** What the futures know of an iteration. */
    private static final class Watch<F extends Future<?>> extends WeakReference<Completions<?>> {

        private final List<Member> members = new ArrayList<>();
        private final List<ForeignWaiter.ForPromise> elsewhere = new ArrayList<>(0);

        Watch(Completions<F> completions, ReferenceQueue<Completions<?>> queue) {
            super(completions, queue);
        }

        void begin(F future, RunLoop loop) {
            FutureCore<?> core = (FutureCore<?>) future;
            Member member = new Member(future);
            if (core.isDone()) {
                member.done();
                return;
            }
            members.add(member);
            if (core.loop == loop) core.addWaiter(member);
            else beginElsewhere(core, member, loop);
        }

        private void beginElsewhere(FutureCore<?> future, Member member, RunLoop loop) {
            Promise<@Nullable Void> copy = new Promise<>(loop);
            copy.addWaiter(member);
            var registration = new ForeignWaiter.ForPromise(future, copy);
            elsewhere.add(registration);
            registration.register();
        }

        void end() {
            for (Member member : members) {
                if (member.on != null) member.on.removeWaiter(member);
            }
            for (ForeignWaiter.ForPromise registration : elsewhere) registration.cancel();
        }

        private final class Member extends FutureCore.Waiter {

            private final F future;

            Member(F future) {
                this.future = future;
            }

            @Override
            @SuppressWarnings("unchecked") // it was made of one of F
            void done() {
                Completions<F> completions = (Completions<F>) get();
                if (completions != null) completions.add(future);
            }
        }
    }
}
