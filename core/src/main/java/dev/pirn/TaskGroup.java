package dev.pirn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cancel: tasks that live no longer than a block of code: the recommended way to spawn. The block ends when its body
 * and all children have ended. The first failure, of a child or the body, cancels the rest; all failures arrive in
 * one {@link TaskGroupException}. Children that were cancelled are no failures.
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="group"}
 *
 * <p>Used on its loop only. Children may spawn into the group while it lives.
 */
public final class TaskGroup {

    private final RunLoop loop;
    private final CancelScope scope = new CancelScope();
    private final List<Throwable> failures = new ArrayList<>();
    private final Parker owner = new Parker();
    private int alive;
    private boolean ended;

    private TaskGroup(RunLoop loop) {
        this.loop = loop;
    }

    /**
     * Runs a body, in the calling coroutine, and waits for the children.
     *
     * @param body what to run
     * @throws TaskGroupException if the body or children failed
     * @throws Cancelled if the calling coroutine was cancelled and nothing failed; the children have ended then
     */
    public static void run(Block.With<TaskGroup, ?> body) {
        Objects.requireNonNull(body, "body");
        TaskGroup.<@Nullable Object>call(group -> {
            body.run(group);
            return null;
        });
    }

    /**
     * Runs a body with a result, in the calling coroutine, and waits for the children.
     *
     * @param body what to run
     * @param <T> the type of its result
     * @return its result; null if {@link #cancel} ended it
     * @throws TaskGroupException if the body or children failed
     * @throws Cancelled if the calling coroutine was cancelled and nothing failed; the children have ended then
     */
    public static <T extends @Nullable Object> @Nullable T call(Body.With<TaskGroup, ? extends T, ?> body) {
        Objects.requireNonNull(body, "body");
        TaskGroup group = new TaskGroup(TaskCore.required().loop);
        return group.scope.call(() -> group.runBody(body));
    }

    private <T extends @Nullable Object> @Nullable T runBody(Body.With<TaskGroup, ? extends T, ?> body) {
        T result = null;
        Cancelled cancelled = null;
        try {
            result = body.call(this);
        } catch (Cancelled c) {
            cancelled = c;
        } catch (Throwable failure) {
            if (scope.showsInterrupt(failure)) cancelled = scope.cancelled(failure);
            else fail(failure);
        }
        while (alive > 0) owner.parkShielded(new Children(this)); // they are cancelled, if we are: they will end
        ended = true;
        if (!failures.isEmpty()) throwFailures();
        if (cancelled != null) throw cancelled;
        if (scope.isEffective() && scope.cause() != scope) Async.checkCancelled();
        return result;
    }

    /** What the owner of a group waits for. */
    record Children(TaskGroup group) implements WaitReason.Described {

        /** Who they are is looked up in the dump: there may be very many. */
        @Override
        public WaitReason purpose() {
            int count = group.alive;
            return WaitReason.ofAll("group", count == 1 ? "1 child" : count + " children", List.of());
        }
    }

    /** The task in whose code the group is; null when it was left. */
    @Nullable
    TaskCore<?> owner() {
        return scope.task();
    }

    private void throwFailures() {
        for (Throwable failure : failures) {
            if (RunLoop.isFatal(failure)) throw (Error) failure;
        }
        throw new TaskGroupException(failures);
    }

    private void fail(Throwable failure) {
        for (Throwable known : failures) {
            if (known == failure || known == failure.getCause()) return; // the body awaited the child that failed
        }
        failures.add(failure);
        scope.cancelAfterFailure("another task of the group failed: " + TaskGroupException.describe(failure));
    }

    /** A child ended; its failure, if it was one, is the group's now. */
    void childEnded(TaskCore<?> child, @Nullable Throwable failure) {
        alive--;
        if (failure != null) {
            FutureCore.Failure read = child.readFailure();
            assert read != null;
            fail(failure);
        }
        if (alive == 0) owner.unpark();
    }

    /**
     * Starts a child.
     *
     * @param body what it does
     * @param <T> the type of its result
     * @return the child, which starts in the loop's next turn
     * @throws IllegalStateException if the group has ended
     */
    public <T extends @Nullable Object> Task<T> spawn(Body<? extends T, ?> body) {
        return add(null, body);
    }

    /**
     * Starts a named child, as {@link #spawn(Body)}.
     *
     * @param name its name
     * @param body what it does
     * @param <T> the type of its result
     * @return the child
     */
    public <T extends @Nullable Object> Task<T> spawn(String name, Body<? extends T, ?> body) {
        Objects.requireNonNull(name, "name");
        return add(name, body);
    }

    /**
     * Starts a child without a result, as {@link #spawn(Body)}.
     *
     * @param body what it does
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the child
     */
    public <B extends Block<?>> Task<@Nullable Void> spawn(B body) {
        return add(null, body);
    }

    /**
     * Starts a named child without a result, as {@link #spawn(Body)}.
     *
     * @param name its name
     * @param body what it does
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the child
     */
    public <B extends Block<?>> Task<@Nullable Void> spawn(String name, B body) {
        Objects.requireNonNull(name, "name");
        return add(name, body);
    }

    private <T extends @Nullable Object> Task<T> add(@Nullable String name, Block<?> body) {
        Objects.requireNonNull(body, "body");
        loop.checkHere("a task group");
        if (ended) throw new IllegalStateException("the task group has ended");
        int before = alive++; // first, since a child that has started will end
        try {
            return loop.spawnTask(name, body, this);
        } catch (Throwable notStarted) {
            alive = before;
            throw notStarted;
        }
    }

    /**
     * Starts a child and suspends until it says that it is ready. If it fails before, the failure is the caller's, not
     * the group's. If the caller is cancelled meanwhile, so is the child.
     *
     * @param child what to run; it is given what to call, once, when it is ready
     * @param <V> the type of what it says
     * @return what it said
     * @throws IllegalStateException if it ends without saying anything
     */
    public <V extends @Nullable Object> V start(Block.With<Consumer<V>, ?> child) {
        Objects.requireNonNull(child, "child");
        Promise<V> ready = loop.promise();
        Task<@Nullable Void> task = spawn(() -> runStarting(child, ready));
        ready.onCancel = new Readiness(task);
        try {
            return ready.await();
        } catch (Cancelled c) {
            task.cancel("its starter was cancelled: " + c.reason());
            throw c;
        }
    }

    /** What the promise of {@link #start} stands for. */
    private record Readiness(Task<?> child) implements Represented {

        @Override
        public void run() {}

        @Override
        public WaitReason purpose() {
            return WaitReason.of("start", child.name() + " to say that it is ready", List.of(child));
        }
    }

    private static <V extends @Nullable Object> void runStarting(Block.With<Consumer<V>, ?> child, Promise<V> ready)
            throws Throwable {
        try {
            child.run(value -> {
                if (!ready.complete(value)) throw new IllegalStateException("a child said twice that it is ready");
            });
        } catch (Cancelled c) {
            ready.cancel(c.reason());
            throw c;
        } catch (Throwable failure) {
            if (!ready.fail(failure)) throw failure;
        }
        if (!ready.isDone()) ready.fail(new IllegalStateException("a child ended without saying that it is ready"));
    }

    /** Cancels the body and all children; the group then ends without an exception. */
    public void cancel() {
        scope.cancel("the group was cancelled");
    }

    /**
     * Cancels the body and all children, as {@link #cancel()}.
     *
     * @param reason why, for messages
     */
    public void cancel(String reason) {
        Objects.requireNonNull(reason, "reason");
        scope.cancel(reason);
    }

    /** {@return the scope of the body and all children} */
    public CancelScope scope() {
        return scope;
    }
}
