package dev.pirn.flow;

import dev.pirn.Block;
import dev.pirn.Body;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A function on a stack of its own that others switch to and that switches to others, by name: python-greenlet's. There
 * is no scheduler and no loop. One greenlet of a thread runs at a time; the others stand still in their switch.
 *
 * {@snippet file="dev/pirn/snippets/FlowSnippets.java" region="greenlet"}
 *
 * <p>Each thread, and each coroutine, has a <em>main</em> greenlet, the code that was there before any switch, and its
 * other greenlets are those that it created; they switch among each other only. In a coroutine every greenlet is a part
 * of it and may await, which suspends the coroutine with all of them. On which stacks they run: see {@link
 * GeneratorStacks}.
 *
 * <p>When the function returns, its result goes to the parent, as that one's switch's answer; so does what it throws.
 * The parent is the greenlet that created this one, unless set otherwise. A switch to a dead greenlet goes to its
 * nearest parent that is alive; the main greenlet never dies. A greenlet that is dropped unfinished becomes garbage,
 * with its stack; its {@code finally} blocks do not run then.
 */
public final class Greenlet {

    /** Of main greenlets, which run without one. */
    private static final Body.With<@Nullable Object, @Nullable Object, RuntimeException> MAIN = first -> first;

    private final Hub hub;
    private final Body.With<@Nullable Object, ? extends @Nullable Object, ?> body;
    private @Nullable Greenlet parent;
    private @Nullable Strand strand;
    private boolean dead;

    /** A main greenlet. */
    private Greenlet(Hub hub) {
        this.hub = hub;
        this.body = MAIN;
    }

    private Greenlet(Body.With<@Nullable Object, ? extends @Nullable Object, ?> body) {
        this.hub = Hub.here();
        this.parent = hub.current;
        this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * {@return a greenlet of the calling thread or coroutine, whose parent is the running one} Runs nothing yet.
     *
     * @param body what it does: it is given the value of the first switch to it. Its result, or what it throws, goes to
     *     the parent, whose switch throws what is unchecked as it is, and what is checked in a {@link
     *     CompletionException}
     */
    public static Greenlet of(Body.With<@Nullable Object, ? extends @Nullable Object, ?> body) {
        return new Greenlet(body);
    }

    /**
     * {@return a greenlet without a result, as {@link #of(Body.With)}}
     *
     * @param body what it does
     */
    public static Greenlet of(Block<?> body) {
        Objects.requireNonNull(body, "body");
        return new Greenlet(first -> {
            body.run();
            return null;
        });
    }

    /** {@return the greenlet that is running: {@code getcurrent()}} Outside of any other it is the main one. */
    public static Greenlet current() {
        return Hub.here().current;
    }

    /**
     * Switches to this greenlet, as {@link #switchTo(Object)} with null.
     *
     * @return what the next switch back gives
     */
    public @Nullable Object switchTo() {
        return switchTo(null);
    }

    /**
     * Stops the running greenlet here and lets this one go on, or begin. Returns when another greenlet switches back,
     * or throws what another one throws into it. A switch to the running greenlet itself returns at once.
     *
     * @param value what its function gets, if it begins, else what its switch returns
     * @return what the next switch back gives, or the result of a child that died
     * @throws IllegalStateException if it belongs to another thread or coroutine, if the caller is the body of a
     *     generator, or if the running greenlet's stack cannot be left here: see {@link Yield#yield}
     */
    public @Nullable Object switchTo(@Nullable Object value) {
        return hub.transfer(this, value, null);
    }

    /**
     * Switches to this greenlet and throws an exception there. If it has not begun, it dies at once and its parent gets
     * the exception; if it is dead, its parent does.
     *
     * @param exception what its switch throws: unchecked as it is, checked in a {@link CompletionException}
     * @return what the next switch back gives, or the result of a child that died
     * @throws IllegalStateException as {@link #switchTo(Object)}
     */
    public @Nullable Object throwInto(Throwable exception) {
        return hub.transfer(this, null, Objects.requireNonNull(exception, "exception"));
    }

    /**
     * Unwinds this greenlet: its switch throws an {@link Error}, its {@code finally} blocks run, and its parent goes on
     * with null. Python's {@code throw()} without arguments.
     *
     * @return what the next switch back gives: null, if the caller is the parent and the greenlet ends
     * @throws IllegalStateException as {@link #switchTo(Object)}
     */
    public @Nullable Object kill() {
        return hub.transfer(this, null, new Exit("the greenlet was killed"));
    }

    /** {@return the greenlet that gets the result; null of a main greenlet} */
    public @Nullable Greenlet parent() {
        return parent;
    }

    /**
     * Sets the greenlet that gets the result.
     *
     * @param newParent the parent, of the same thread or coroutine
     * @throws IllegalArgumentException if it belongs to another one, or has this one among its own parents
     * @throws IllegalStateException if this is a main greenlet
     */
    public void parent(Greenlet newParent) {
        if (parent == null) throw new IllegalStateException("a main greenlet has no parent");
        if (newParent.hub != hub)
            throw new IllegalArgumentException("the parent belongs to another thread or coroutine: " + newParent);
        for (Greenlet g = newParent; g != null; g = g.parent)
            if (g == this) throw new IllegalArgumentException("a greenlet cannot be its own ancestor: " + this);
        parent = newParent;
    }

    /** {@return whether its function has returned or failed} Never true of a main greenlet. */
    public boolean isDead() {
        return dead;
    }

    /** {@return whether it has begun and not ended} Always true of a main greenlet. */
    public boolean isActive() {
        return body == MAIN || (strand != null && !dead);
    }

    @Override
    public String toString() {
        String kind = body == MAIN ? "main greenlet" : "greenlet";
        String phase = dead ? "dead" : this == hub.current ? "running" : isActive() ? "suspended" : "not begun";
        return kind + " (" + phase + ")";
    }

    private Greenlet living() {
        Greenlet g = this;
        while (g.dead) g = Objects.requireNonNull(g.parent);
        return g;
    }

    private Strand startedStrand() {
        Strand mine = strand;
        if (mine == null) strand = mine = Strand.create(this::runBody);
        return mine;
    }

    private void die() {
        dead = true;
        strand = null;
        hub.next = Objects.requireNonNull(parent).living();
    }

    private void runBody() {
        Hub.enter(hub);
        try {
            hub.give(body.call(hub.take()), null);
        } catch (Exit killed) {
            hub.give(null, null);
        } catch (Throwable failure) {
            hub.give(null, failure);
        }
        die();
    }

    /**
     * The greenlets of one thread or coroutine. The main one runs the others, by turns: the one that switches leaves
     * the name of the next one and returns to it.
     */
    private static final class Hub {

        private static final ThreadLocal<Hub> HERE = ThreadLocal.withInitial(Hub::new);

        private final Greenlet main = new Greenlet(this);
        private Greenlet current = main;
        private Greenlet next = main;

        /** What the next one gets. */
        private @Nullable Object value;

        private @Nullable Throwable thrown;

        static Hub here() {
            return HERE.get();
        }

        /** On a strand with a thread of its own, that belongs to it as well. */
        static void enter(Hub hub) {
            HERE.set(hub);
        }

        void give(@Nullable Object newValue, @Nullable Throwable exception) {
            value = newValue;
            thrown = exception;
        }

        @Nullable
        Object take() {
            Object taken = value;
            Throwable exception = thrown;
            give(null, null);
            Failures.rethrow(exception);
            return taken;
        }

        @Nullable
        Object transfer(Greenlet target, @Nullable Object newValue, @Nullable Throwable exception) {
            if (here() != this)
                throw new IllegalStateException(
                        "it belongs to another thread or coroutine, or its body is not the caller: " + target);
            Greenlet me = current;
            Strand mine = me.strand;
            if (mine == null ? Strand.isNested() : !mine.isCurrent())
                throw new IllegalStateException("a generator's body cannot switch greenlets: " + target);
            give(newValue, exception);
            next = target.living();
            if (next == me) return take();
            if (me == main) runOthers();
            else leave(me, Objects.requireNonNull(mine));
            return take();
        }

        private void leave(Greenlet me, Strand mine) {
            try {
                mine.leave();
            } catch (Throwable pinned) {
                give(null, null);
                next = me;
                throw pinned;
            }
        }

        private void runOthers() {
            boolean prepared = false;
            try {
                while (next != main) {
                    current = next;
                    if (current.strand == null && thrown != null) {
                        if (thrown instanceof Exit) give(null, null);
                        current.die();
                    } else {
                        Strand strand = current.startedStrand();
                        if (!prepared) strand.prepare();
                        prepared = true;
                        strand.enter();
                    }
                }
            } finally {
                current = main;
            }
        }
    }
}
