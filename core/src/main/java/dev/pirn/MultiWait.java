package dev.pirn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wait: waits for several futures at once, for one coroutine. */
final class MultiWait implements Parker.Abort {

    enum Until {
        ALL,
        FIRST,
        FIRST_FAILURE
    }

    private final TaskCore<?> task = TaskCore.required();
    private final List<FutureCore<?>> futures;
    private final List<Member> members;
    private final List<ForeignWaiter.ForPromise> elsewhere = new ArrayList<>(0);
    private final Until until;

    /** Whether the caller cancels what it awaits when it is cancelled itself. */
    private final boolean owns;

    private int left;

    private MultiWait(Collection<? extends Future<?>> futures, Until until, boolean owns) {
        this.owns = owns;
        this.futures = new ArrayList<>(futures.size());
        this.members = new ArrayList<>(futures.size());
        this.until = until;
        for (Future<?> future : futures) this.futures.add(here((FutureCore<?>) future));
    }

    /** Suspends until enough are done. Cancellation ends it; whatever the end, nothing stays registered. */
    static void await(Collection<? extends Future<?>> futures, Until until) {
        TaskCore.required().checkCancelled();
        new MultiWait(futures, until, false).await(false);
    }

    /** As {@link #await}, for futures that the caller cancels if it is cancelled. */
    static void awaitOwned(Collection<? extends Future<?>> futures, Until until) {
        TaskCore<?> task = TaskCore.required();
        task.checkCancelled();
        EndlessWaits.check(task, futures);
        new MultiWait(futures, until, true).await(false);
    }

    /** Suspends until all are done, whatever happens, unless it is {@linkplain TaskCore#endDeadlock released}. */
    static void awaitAllShielded(Collection<? extends Future<?>> futures) {
        new MultiWait(futures, Until.ALL, true).await(true);
    }

    /** Fails if the caller is all that these futures leave to wait for. */
    static void checkNotOnlySelf(Collection<? extends Future<?>> futures, Until until) {
        TaskCore<?> task = TaskCore.required();
        boolean needsOne = until != Until.ALL;
        for (Future<?> future : futures) {
            boolean isOther = future != task && !future.isDone();
            if (needsOne && (isOther || (until == Until.FIRST && future.isDone()))) return;
        }
        for (Future<?> future : futures) EndlessWaits.checkNotSelf(task, (FutureCore<?>) future);
    }

    Collection<? extends Future<?>> owned() {
        return owns ? futures : List.of();
    }

    /** A future of another loop is watched through a promise of this one, which only reports how it ended. */
    private FutureCore<?> here(FutureCore<?> future) {
        if (future.loop == task.loop || future.isDone()) return future;
        Promise<@Nullable Void> copy = new Promise<>(task.loop);
        var registration = new ForeignWaiter.ForPromise(future, copy);
        elsewhere.add(registration);
        registration.register();
        return copy;
    }

    static <T> void copyOutcome(FutureCore<? extends T> from, Promise<T> to) {
        FutureCore.Failure failure = from.readFailure();
        if (failure == null) to.complete(from.value());
        else if (failure.cancelled) to.endCancelled(failure.cause);
        else to.fail(failure.cause);
    }

    private void await(boolean shielded) {
        for (FutureCore<?> future : futures) {
            if (!future.isDone()) register(future);
            else if (isEnough(future)) {
                abandon();
                if (!shielded) task.countOperation();
                return;
            }
        }
        if (left == 0) {
            if (!shielded) task.countOperation();
            return;
        }
        try {
            if (shielded) task.suspendShielded(this);
            else task.suspend(this);
        } finally {
            abandon();
        }
    }

    private void register(FutureCore<?> future) {
        Member member = new Member(this, future);
        members.add(member);
        future.addWaiter(member);
        left++;
    }

    private boolean isEnough(FutureCore<?> done) {
        return switch (until) {
            case ALL -> false;
            case FIRST -> true;
            case FIRST_FAILURE -> done.hasFailed();
        };
    }

    private void memberDone(FutureCore<?> future) {
        left--;
        if (left == 0 || isEnough(future)) task.resume();
    }

    @Override
    public boolean abort() {
        return true;
    }

    @Override
    public WaitReason purpose() {
        String what = left + " of " + futures.size() + " futures";
        if (until == Until.FIRST) return WaitReason.of("first", what + ", whichever is first", futures);
        return WaitReason.ofAll("gather", what, futures);
    }

    private void abandon() {
        for (Member member : members) member.future.removeWaiter(member);
        for (ForeignWaiter.ForPromise registration : elsewhere) registration.cancel();
    }

    private static final class Member extends FutureCore.Waiter {

        private final MultiWait several;
        private final FutureCore<?> future;

        Member(MultiWait several, FutureCore<?> future) {
            this.several = several;
            this.future = future;
        }

        @Override
        void done() {
            several.memberDone(future);
        }
    }

    /** A failure of this future does not matter any more. */
    static void ignoreFailure(FutureCore<?> future) {
        if (future.isDone()) {
            future.markRead();
            return;
        }
        future.addWaiterAnywhere(new FutureCore.Waiter() {
            @Override
            void done() {
                future.markRead();
            }
        });
    }
}
