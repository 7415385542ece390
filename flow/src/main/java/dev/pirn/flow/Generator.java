package dev.pirn.flow;

import dev.pirn.Block;
import dev.pirn.Body;
import dev.pirn.BusyException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Values that a body yields one by one, when they are asked for: Python's generator. Between two values the body stands
 * still, in the middle of whatever loop it is in.
 *
 * {@snippet file="dev/pirn/snippets/FlowSnippets.java" region="generator"}
 * }
 *
 * <p><b>Where it runs.</b> Nothing runs before the first pull. A generator needs no loop: the body runs on the
 * pulling thread, or as if it did. Begun in a coroutine, it is a part of whichever coroutine pulls, and may await:
 * current task, cancellation and task-local values are that coroutine's, and a pull suspends it while the body
 * awaits. So an ordinary {@code for} is Python's {@code async for}, too. A generator goes on where it began: outside
 * coroutines, or in coroutines of the same loop, and, if it runs on a bare continuation (see {@link
 * GeneratorStacks}), on platform threads; elsewhere a pull throws {@link IllegalStateException}.
 *
 * <p><b>One at a time.</b> It is not thread-safe; it may pass from one thread or task to another between two pulls. A
 * pull while the body runs, from the body itself or from another coroutine while it awaits, throws {@link
 * BusyException}.
 *
 * <p><b>The end.</b> After the body has returned or failed, there is no further value. {@link #close} ends it before
 * that, and runs its {@code finally} blocks; then there is none either. A generator that is dropped unfinished
 * becomes garbage, with its stack; its {@code finally} blocks do not run then. The end of a run closes no generators.
 *
 * <p><b>What the body should know.</b> {@link Thread#currentThread}, thread-locals and the ownership of locks are the
 * pulling thread's or the body's own, depending on {@link GeneratorStacks#kind} and place; rely on neither. A monitor
 * or lock that is held across a yield stays held until the body goes on: who pulls while wanting it waits for ever.
 * In a coroutine a yield inside a cancel scope, timeout or task group of the body throws {@link
 * IllegalStateException}, because the scope would hold for the puller's code.
 *
 * @param <T> the type of its values
 */
@SuppressWarnings("IterableAndIterator") // as Python's: it can be iterated once, and says so
public final class Generator<T extends @Nullable Object> implements Iterator<T>, Iterable<T>, AutoCloseable {

    private enum State {
        CREATED,
        SUSPENDED,
        RUNNING,
        DONE,
        CLOSED
    }

    private final Body.With<Yield<T>, ?, ?> body;
    private State state = State.CREATED;

    /** What it is again if its turn fails before its body runs. */
    private State before = State.CREATED;

    private @Nullable Strand strand;

    /** The generator that the body delegates to. */
    private @Nullable Generator<? extends T> delegate;

    /** While it runs as a delegate: the one that delegates to it, and whether that one is being closed. */
    private @Nullable Generator<?> outer;

    private boolean closing;

    /** From the body to the puller: the value yielded, and how the body ended. */
    private @Nullable Object value;

    private @Nullable Object result;
    private @Nullable Throwable failure;

    /** From the puller to the body: what its yield returns or throws. */
    private @Nullable Object sent;

    private @Nullable Throwable thrown;

    /** Whether {@link #hasNext} took a value that {@link #next} has not. */
    private boolean fetched;

    private Generator(Body.With<Yield<T>, ?, ?> body) {
        this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * {@return a generator} Runs nothing yet.
     *
     * @param body what yields the values; a pull throws what it throws: unchecked as it is, checked in a {@link
     *     CompletionException}
     * @param <T> the type of the values
     */
    public static <T extends @Nullable Object> Generator<T> of(Block.With<Yield<T>, ?> body) {
        Objects.requireNonNull(body, "body");
        return new Generator<>(out -> {
            body.run(out);
            return null;
        });
    }

    /**
     * {@return a generator with a result, which {@link #result} and {@link Yield#yieldAll(Generator)} give} Runs
     * nothing yet.
     *
     * @param body what yields the values, as in {@link #of}, and returns the result
     * @param <T> the type of the values
     */
    public static <T extends @Nullable Object> Generator<T> returning(Body.With<Yield<T>, ?, ?> body) {
        return new Generator<>(body);
    }

    // pulling

    /**
     * {@return whether there is another value} Runs the body up to its next yield, if it stands at one whose value
     * was taken.
     *
     * @throws IllegalStateException if the generator cannot go on here
     * @throws BusyException if the body is running
     */
    @Override
    public boolean hasNext() {
        if (!fetched) fetched = pull(null);
        return fetched;
    }

    /**
     * {@return the next value} Runs the body up to its next yield, if need be; that yield returns null. Throws what
     * the body throws.
     *
     * @throws NoSuchElementException if the body has ended, or the generator was closed
     * @throws IllegalStateException if the generator cannot go on here
     * @throws BusyException if the body is running
     */
    @Override
    public T next() {
        if (!fetched && !pull(null)) throw ended();
        fetched = false;
        return takeValue();
    }

    /**
     * Lets the yield at which the body stands return a value, and runs the body up to the next one: Python's {@code
     * send}.
     *
     * @param message what the yield returns; must be null if the body has not begun
     * @return the next value
     * @throws NoSuchElementException if the body has ended, or the generator was closed
     * @throws IllegalStateException if {@link #hasNext} has run the body ahead, if there is no yield yet that could
     * return the value, or if it cannot go on here
     * @throws BusyException if the body is running
     */
    public T send(@Nullable Object message) {
        checkNotAhead();
        if (state == State.CREATED && message != null)
            throw new IllegalStateException("the body has not begun, so no yield can return " + message);
        if (!pull(message)) throw ended();
        return takeValue();
    }

    /**
     * Lets the yield at which the body stands throw an exception, and runs the body up to the next one: Python's {@code
     * throw}. If the body has not begun, it never does. If it has ended or the generator was closed, this throws the
     * exception.
     *
     * @param exception what the yield throws: unchecked as it is, checked in a {@link CompletionException}
     * @return the next value, if the body goes on
     * @throws NoSuchElementException if the body caught the exception and ended
     * @throws IllegalStateException if {@link #hasNext} has run the body ahead, or if it cannot go on here
     * @throws BusyException if the body is running
     */
    public T throwInto(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        checkNotAhead();
        checkIdle();
        if (state == State.CREATED) state = State.DONE;
        if (hasEnded()) Failures.rethrow(exception);
        if (!advance(null, exception)) throw ended();
        return takeValue();
    }

    /**
     * {@return what the body returned; null if it was made with {@link #of}}
     *
     * @throws IllegalStateException if the body has not returned
     */
    public @Nullable Object result() {
        if (state != State.DONE || failure != null)
            throw new IllegalStateException("the generator has no result: " + this);
        return result;
    }

    /** {@return this} A generator can be iterated once: another loop goes on where the last one stopped. */
    @Override
    public Iterator<T> iterator() {
        return this;
    }

    /** {@return the values that are left, as a sequential stream; to close it closes the generator} */
    public Stream<T> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
                .onClose(this::close);
    }

    /**
     * Ends the generator: the yield at which the body stands throws an {@link Error}, its {@code finally} blocks run,
     * and may await in a coroutine. Of a body that never began nothing runs. Throws what the {@code finally} blocks
     * throw. Does nothing if the body has ended.
     *
     * @throws IllegalStateException if the body yields again, where it then stands, or cannot go on here
     * @throws BusyException if the body is running
     */
    @Override
    public void close() {
        if (state == State.RUNNING) throw busy();
        fetched = false;
        if (state == State.SUSPENDED) unwind();
        state = State.CLOSED;
        value = null;
    }

    private void unwind() {
        Exit exit = new Exit("the generator was closed");
        try {
            if (advance(null, exit)) throw yieldedThoughClosed();
        } catch (Exit e) {
            if (e != exit) throw e;
        }
    }

    @Override
    public String toString() {
        return "generator (" + state.toString().toLowerCase(java.util.Locale.ROOT) + ")";
    }

    // the puller's side

    private boolean pull(@Nullable Object message) {
        checkIdle();
        return !hasEnded() && advance(message, null);
    }

    private boolean hasEnded() {
        return state == State.DONE || state == State.CLOSED;
    }

    private void checkIdle() {
        if (state == State.RUNNING) throw busy();
    }

    private void checkNotAhead() {
        if (fetched)
            throw new IllegalStateException("hasNext() has run the body to the next value already; take that first");
    }

    private static BusyException busy() {
        return new BusyException("the generator is running already");
    }

    private static NoSuchElementException ended() {
        return new NoSuchElementException("the generator has ended");
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the body yielded a T
    private T takeValue() {
        T taken = (T) value;
        value = null;
        return taken;
    }

    /** Runs the body, or the generator to which it delegates, up to the next yield. False if the body ended instead. */
    private boolean advance(@Nullable Object message, @Nullable Throwable exception) {
        begin(message, exception);
        Generator<?> innermost = this;
        try {
            for (Generator<?> next = this; next != null; next = next.step()) innermost = next;
        } catch (Throwable notEntered) {
            for (Generator<?> each = innermost; each != null; each = each.giveUp()) {}
            throw notEntered;
        }
        if (state == State.SUSPENDED) return true;
        Failures.rethrow(failure);
        return false;
    }

    /** It is this generator's turn, if it can go on here. */
    private void begin(@Nullable Object message, @Nullable Throwable exception) {
        Strand mine = strand;
        if (mine == null) strand = mine = Strand.create(this::runBody);
        mine.prepare();
        sent = message;
        thrown = exception;
        before = state;
        state = State.RUNNING;
    }

    /**
     * Runs the body up to its next yield, delegation or end. Delegation takes no stack, however deep it is.
     *
     * @return which generator goes on; null if the pull is over
     */
    private @Nullable Generator<?> step() {
        Generator<? extends T> inner = delegate;
        if (inner != null) return descend(inner);
        Strand mine = strand;
        assert mine != null;
        mine.enter();
        if (state != State.RUNNING) return finished();
        before = State.SUSPENDED;
        return delegate == null ? yielded(value) : this;
    }

    /** What was sent or thrown goes to the generator to which the body delegates. */
    private @Nullable Generator<?> descend(Generator<? extends T> inner) {
        boolean closes = thrown instanceof Exit;
        try {
            inner.checkIdle();
            boolean fresh = inner.state == State.CREATED && thrown == null;
            if (!fresh && inner.state != State.SUSPENDED) return inner.endsAtOnce(this);
            boolean isAhead = inner.fetched && sent == null && thrown == null;
            inner.fetched = false;
            if (isAhead) return yielded(inner.takeValue());
            inner.begin(sent, thrown);
        } catch (Throwable e) {
            return resume(null, e);
        }
        inner.outer = this;
        inner.closing = closes;
        return inner;
    }

    /** As a delegate that has ended or never began: what was thrown is the body's to catch. */
    private Generator<?> endsAtOnce(Generator<?> body) {
        if (body.thrown != null) state = body.thrown instanceof Exit ? State.CLOSED : State.DONE;
        return body.resume(body.thrown == null && state == State.DONE ? result : null, body.thrown);
    }

    /** The body goes on: its delegate has ended. */
    private Generator<?> resume(@Nullable Object message, @Nullable Throwable exception) {
        delegate = null;
        sent = message;
        thrown = exception;
        return this;
    }

    /**
     * A value goes to the puller, past all that delegate to this generator. One that is being closed must not yield.
     */
    private @Nullable Generator<?> yielded(@Nullable Object newValue) {
        for (Generator<?> each = this; ; ) {
            Generator<?> to = each.outer;
            each.outer = null;
            each.state = State.SUSPENDED;
            if (to == null) {
                each.value = newValue;
                return null;
            }
            if (each.closing) return to.resume(null, yieldedThoughClosed());
            each = to;
        }
    }

    private static IllegalStateException yieldedThoughClosed() {
        return new IllegalStateException("the generator's body yielded although it was closed");
    }

    /** The body has ended: what it left goes to the one that delegates to it. */
    private @Nullable Generator<?> finished() {
        strand = null;
        Generator<?> to = outer;
        outer = null;
        if (to == null) return null;
        if (!closing) return to.resume(failure == null ? result : null, failure);
        boolean asAsked = failure == null || failure == to.thrown;
        if (asAsked) state = State.CLOSED;
        return to.resume(null, asAsked ? to.thrown : failure);
    }

    /** It was not entered. Returns the one that delegates to it. */
    private @Nullable Generator<?> giveUp() {
        if (state == State.RUNNING) state = before;
        else strand = null; // it ended before the puller's stack failed
        sent = null;
        thrown = null;
        Generator<?> to = outer;
        outer = null;
        return to;
    }

    // the body's side

    private void runBody() {
        try {
            result = body.call(new Yield<>(this));
        } catch (Throwable e) {
            failure = e;
        }
        state = State.DONE;
    }

    @Nullable
    Object yieldValue(@Nullable Object newValue) {
        Strand mine = checkIsBody();
        value = newValue;
        return leave(mine);
    }

    @Nullable
    Object yieldFrom(Generator<? extends T> inner) {
        Strand mine = checkIsBody();
        delegate = inner;
        return leave(mine);
    }

    private Strand checkIsBody() {
        Strand mine = strand;
        if (mine == null || !mine.isCurrent())
            throw new IllegalStateException("only the generator's own body may yield, on the stack on which it runs");
        return mine;
    }

    private @Nullable Object leave(Strand mine) {
        sent = null;
        thrown = null;
        try {
            mine.leave();
        } catch (Throwable pinned) {
            value = null;
            delegate = null;
            throw pinned;
        }
        Throwable exception = thrown;
        thrown = null;
        Failures.rethrow(exception);
        Object message = sent;
        sent = null;
        return message;
    }
}
