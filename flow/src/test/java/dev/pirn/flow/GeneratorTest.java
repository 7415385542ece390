package dev.pirn.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.BusyException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators outside of coroutines, on both kinds of stacks. */
@ParameterizedClass
@ValueSource(strings = {"continuation", "thread"})
class GeneratorTest {

    @Parameter
    String stacks = "";

    private final List<Object> log = new ArrayList<>();

    @BeforeEach
    void force() {
        Forced.stacks(stacks);
    }

    @AfterEach
    void leave() {
        Forced.none();
    }

    private static Generator<Integer> upTo(int end) {
        return Generator.of(out -> {
            for (int i = 0; i < end; i++) out.yield(i);
        });
    }

    @Test
    void yieldsItsValuesInOrder() {
        List<Integer> seen = new ArrayList<>();
        for (int value : upTo(1000)) seen.add(value);
        assertEquals(Stream.iterate(0, i -> i + 1).limit(1000).toList(), seen);
    }

    @Test
    void runsOnlyWhileItIsPulled() {
        Generator<String> generator = Generator.of(out -> {
            log.add("begins");
            out.yield("a");
            log.add("goes on");
            out.yield("b");
            log.add("ends");
        });
        assertEquals(List.of(), log);
        assertEquals("a", generator.next());
        assertEquals(List.of("begins"), log);
        assertTrue(generator.hasNext());
        assertTrue(generator.hasNext());
        assertEquals(List.of("begins", "goes on"), log);
        assertEquals("b", generator.next());
        assertFalse(generator.hasNext());
        assertEquals(List.of("begins", "goes on", "ends"), log);
        assertThrows(NoSuchElementException.class, generator::next);
    }

    @Test
    void yieldsNull() {
        Generator<@Nullable String> generator = Generator.of(out -> out.yield(null));
        assertTrue(generator.hasNext());
        assertNull(generator.next());
        assertFalse(generator.hasNext());
    }

    @Test
    void anEndlessOneGivesWhatIsAskedFor() {
        try (Generator<Integer> all = upTo(Integer.MAX_VALUE);
                Stream<Integer> stream = all.stream()) {
            assertEquals(
                    List.of(0, 4, 16),
                    stream.filter(i -> i % 2 == 0).map(i -> i * i).limit(3).toList());
        }
    }

    @Test
    void closingTheStreamClosesTheGenerator() {
        Generator<Integer> generator = closingLogged();
        try (Stream<Integer> stream = generator.stream()) {
            assertEquals(1, stream.findFirst().orElseThrow());
            assertEquals(List.of(), log);
        }
        assertEquals(List.of("closed"), log);
    }

    private Generator<Integer> closingLogged() {
        return Generator.of(out -> {
            try {
                for (int i = 1; ; i++) out.yield(i);
            } finally {
                log.add("closed");
            }
        });
    }

    // sending and throwing in

    @Test
    void sentValuesAreWhatYieldReturns() {
        Generator<Integer> sum = Generator.returning(out -> {
            int total = 0;
            while (out.yield(total) instanceof Integer more) total += more;
            return "sum " + total;
        });
        assertEquals(0, sum.next());
        assertEquals(5, sum.send(5));
        assertEquals(12, sum.send(7));
        assertThrows(IllegalStateException.class, sum::result);
        assertThrows(NoSuchElementException.class, () -> sum.send(null));
        assertEquals("sum 12", sum.result());
        assertThrows(NoSuchElementException.class, () -> sum.send(1));
    }

    @Test
    void nothingCanBeSentToABodyThatHasNotBegun() {
        Generator<Integer> generator = upTo(3);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> generator.send("early"));
        assertTrue(String.valueOf(e.getMessage()).contains("early"), e.getMessage());
        assertEquals(0, generator.send(null));
    }

    @Test
    void nothingCanBeSentPastAValueThatWasFetched() {
        Generator<Integer> generator = upTo(3);
        assertTrue(generator.hasNext());
        assertThrows(IllegalStateException.class, () -> generator.send(null));
        assertThrows(IllegalStateException.class, () -> generator.throwInto(new IOException()));
        assertEquals(0, generator.next());
        assertEquals(1, generator.send("ignored"));
    }

    @Test
    void whatIsThrownInIsThrownByTheYield() {
        Generator<String> generator = Generator.of(out -> {
            try {
                out.yield("a");
            } catch (IllegalArgumentException e) {
                out.yield("caught " + e.getMessage());
            }
            try {
                out.yield("b");
            } catch (CompletionException e) {
                out.yield("caught checked " + e.getCause());
            }
        });
        assertEquals("a", generator.next());
        assertEquals("caught x", generator.throwInto(new IllegalArgumentException("x")));
        assertEquals("b", generator.next());
        assertEquals("caught checked java.io.IOException: y", generator.throwInto(new IOException("y")));
        RuntimeException uncaught = new IllegalStateException("z");
        assertSame(uncaught, assertThrows(IllegalStateException.class, () -> generator.throwInto(uncaught)));
        assertFalse(generator.hasNext());
    }

    @Test
    void whatIsCaughtAtTheEndEndsIt() {
        Generator<String> generator = Generator.of(out -> {
            try {
                out.yield("a");
            } catch (IllegalArgumentException e) {
                log.add("caught");
            }
        });
        generator.next();
        assertThrows(NoSuchElementException.class, () -> generator.throwInto(new IllegalArgumentException()));
        assertEquals(List.of("caught"), log);
    }

    @Test
    void aBodyThatHasNotBegunNeverDoesIfSomethingIsThrownIn() {
        Generator<Integer> generator = closingLogged();
        RuntimeException thrown = new IllegalArgumentException();
        assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> generator.throwInto(thrown)));
        assertFalse(generator.hasNext());
        assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> generator.throwInto(thrown)));
        assertEquals(List.of(), log);
    }

    // failing

    @Test
    void aFailureGoesToThePullerAndEndsIt() {
        IOException broken = new IOException("broken");
        Generator<Integer> generator = Generator.of(out -> {
            out.yield(1);
            throw broken;
        });
        assertEquals(1, generator.next());
        assertSame(
                broken, assertThrows(CompletionException.class, generator::next).getCause());
        assertFalse(generator.hasNext());
        assertThrows(NoSuchElementException.class, generator::next);
        assertThrows(IllegalStateException.class, generator::result);
        generator.close();
    }

    @Test
    void anErrorGoesThroughAsItIs() {
        Error error = new StackOverflowError("not really");
        Generator<Integer> generator = Generator.of(out -> {
            throw error;
        });
        assertSame(error, assertThrows(StackOverflowError.class, generator::hasNext));
    }

    // closing

    @Test
    void closeUnwindsTheBody() {
        Generator<Integer> generator = closingLogged();
        generator.next();
        generator.close();
        assertEquals(List.of("closed"), log);
        generator.close();
        assertEquals(List.of("closed"), log);
    }

    @Test
    void closeRunsNothingOfABodyThatNeverBegan() {
        Generator<Integer> generator = closingLogged();
        generator.close();
        assertEquals(List.of(), log);
        assertFalse(generator.hasNext());
    }

    @Test
    void aClosedOneHasNoMoreValues() {
        Generator<Integer> generator = upTo(10);
        assertTrue(generator.hasNext());
        generator.close();
        assertFalse(generator.hasNext());
        assertThrows(NoSuchElementException.class, generator::next);
        assertThrows(NoSuchElementException.class, () -> generator.send(null));
        assertThrows(CompletionException.class, () -> generator.throwInto(new IOException()));
        assertThrows(IllegalStateException.class, generator::result);
    }

    @Test
    void catchingExceptionsDoesNotStopAClose() {
        Generator<Integer> generator = Generator.of(out -> {
            try {
                out.yield(1);
            } catch (Exception e) {
                log.add("swallowed " + e);
            } finally {
                log.add("finally");
            }
        });
        generator.next();
        generator.close();
        assertEquals(List.of("finally"), log);
    }

    @Test
    void aBodyThatYieldsWhenClosedIsAnError() {
        Generator<Integer> generator = Generator.of(out -> {
            try {
                out.yield(1);
            } finally {
                out.yield(2);
                log.add("unwound");
            }
        });
        generator.next();
        IllegalStateException e = assertThrows(IllegalStateException.class, generator::close);
        assertTrue(String.valueOf(e.getMessage()).contains("yielded although it was closed"), e.getMessage());
        assertEquals(List.of(), log);
        generator.close(); // the second yield does not catch
        assertEquals(List.of(), log);
        assertFalse(generator.hasNext());
    }

    @Test
    void whatFailsInAFinallyBlockGoesToTheCloser() {
        Generator<Integer> generator = Generator.of(out -> {
            try {
                out.yield(1);
            } finally {
                log.add("failing");
                throwIt(new IllegalArgumentException("cleanup"));
            }
        });
        generator.next();
        assertThrows(IllegalArgumentException.class, generator::close);
        assertEquals(List.of("failing"), log);
        assertFalse(generator.hasNext());
    }

    private static void throwIt(RuntimeException e) {
        throw e;
    }

    // misuse

    @Test
    void theBodyCannotPullItself() {
        AtomicReference<Generator<Integer>> self = new AtomicReference<>();
        self.set(Generator.of(out -> {
            assertThrows(BusyException.class, () -> self.get().next());
            assertThrows(BusyException.class, () -> self.get().close());
            assertThrows(BusyException.class, () -> self.get().send(1));
            assertThrows(BusyException.class, () -> self.get().throwInto(new IOException()));
            assertThrows(BusyException.class, () -> out.yieldAll(self.get()));
            out.yield(7);
        }));
        assertEquals(7, self.get().next());
        assertFalse(self.get().hasNext());
    }

    @Test
    void onlyTheBodyMayYield() throws InterruptedException {
        AtomicReference<Yield<Integer>> outside = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
        Generator<Integer> generator = Generator.of(out -> {
            outside.set(out);
            Thread other = Thread.ofPlatform()
                    .start(() -> seen.set(assertThrows(IllegalStateException.class, () -> out.yield(1))));
            other.join();
            Generator<Integer> inner = Generator.of(own -> {
                assertThrows(IllegalStateException.class, () -> out.yield(2));
                own.yield(3);
            });
            out.yield(inner.next());
        });
        assertEquals(3, generator.next());
        assertThrows(IllegalStateException.class, () -> outside.get().yield(4));
        assertTrue(seen.get() instanceof IllegalStateException, String.valueOf(seen.get()));
        assertFalse(generator.hasNext());
        assertThrows(IllegalStateException.class, () -> outside.get().yield(5));
    }

    // delegating

    @Test
    void yieldAllGivesTheValuesAndTheResultOfAnother() {
        Generator<Object> outer = Generator.of(out -> {
            out.yield("before");
            Generator<Object> inner = Generator.returning(in -> {
                in.yield("a");
                in.yield("b");
                return "result";
            });
            out.yield(out.yieldAll(inner) + " of inner");
            out.yieldAll(List.of("c", "d"));
        });
        assertEquals(
                List.of("before", "a", "b", "result of inner", "c", "d"),
                outer.stream().toList());
    }

    @Test
    void whatIsSentGoesToTheDelegate() {
        Generator<Object> outer = Generator.of(out -> out.yieldAll(echo()));
        assertEquals("ready", outer.next());
        assertEquals("got 1", outer.send(1));
        assertEquals("got null", outer.next());
    }

    private static Generator<Object> echo() {
        return Generator.of(in -> {
            Object sent = in.yield("ready");
            while (true) sent = in.yield("got " + sent);
        });
    }

    @Test
    void whatIsThrownInGoesToTheDelegate() {
        Generator<Object> inner = Generator.returning(in -> {
            try {
                in.yield("a");
            } catch (IllegalArgumentException e) {
                in.yield("inner caught " + e.getMessage());
            }
            try {
                in.yield("b");
            } catch (IllegalArgumentException e) {
                return "inner ended";
            }
            return null;
        });
        Generator<Object> outer = Generator.of(out -> out.yield(String.valueOf(out.yieldAll(inner))));
        assertEquals("a", outer.next());
        assertEquals("inner caught x", outer.throwInto(new IllegalArgumentException("x")));
        assertEquals("b", outer.next());
        assertEquals("inner ended", outer.throwInto(new IllegalArgumentException("y")));
        assertFalse(outer.hasNext());
    }

    @Test
    void whatTheDelegateFailsWithGoesToTheBody() {
        Generator<Object> outer = Generator.of(out -> {
            try {
                out.yieldAll(Generator.of(in -> {
                    in.yield("a");
                    throw new IllegalArgumentException("x");
                }));
            } catch (IllegalArgumentException e) {
                out.yield("outer caught " + e.getMessage());
            }
        });
        assertEquals(List.of("a", "outer caught x"), outer.stream().toList());
    }

    @Test
    void closingUnwindsTheDelegateFirst() {
        Generator<Object> outer = Generator.of(out -> {
            try {
                out.yieldAll(Generator.of(in -> {
                    try {
                        in.yield("a");
                    } finally {
                        log.add("inner");
                    }
                }));
            } finally {
                log.add("outer");
            }
        });
        outer.next();
        outer.close();
        assertEquals(List.of("inner", "outer"), log);
    }

    @Test
    void aClosedDelegateHasNoValues() {
        Generator<Integer> closed = upTo(3);
        closed.close();
        Generator<Object> outer = Generator.of(out -> {
            assertNull(out.yieldAll(closed));
            out.yield("after");
        });
        assertEquals("after", outer.next());
    }

    @Test
    void aDelegateThatYieldsWhenClosedIsTheBodysError() {
        Generator<Object> inner = Generator.of(in -> {
            try {
                in.yield("a");
            } finally {
                in.yield("b");
                log.add("unwound");
            }
        });
        Generator<Object> outer = Generator.of(out -> {
            try {
                out.yieldAll(inner);
            } catch (IllegalStateException e) {
                log.add(e.getMessage());
            }
        });
        outer.next();
        outer.close();
        assertEquals(List.of("the generator's body yielded although it was closed"), log);
    }

    @Test
    void twoThatDelegateToEachOtherFail() {
        List<Generator<Integer>> two = new ArrayList<>();
        two.add(Generator.of(out -> out.yieldAll(two.get(1))));
        two.add(Generator.of(out -> out.yieldAll(two.get(0))));
        assertThrows(BusyException.class, () -> two.get(0).next());
        assertFalse(two.get(0).hasNext());
        assertFalse(two.get(1).hasNext());
    }

    @Test
    void delegationTakesNoStack() {
        Generator<Integer> deep = chain(20_000);
        assertEquals(0, deep.next());
        assertEquals(1, deep.next());
        deep.close();
        assertFalse(deep.hasNext());
        assertEquals(List.of("closed"), log);
    }

    private Generator<Integer> chain(int length) {
        if (length > 0) return Generator.of(out -> out.yieldAll(chain(length - 1)));
        return Generator.of(out -> {
            try {
                for (int i = 0; i < 5; i++) out.yield(i);
            } finally {
                log.add("closed");
            }
        });
    }

    @Test
    void delegatingDeeplyIsCheap() {
        Generator<Integer> deep = descend(500);
        assertEquals(501, deep.stream().count());
    }

    private static Generator<Integer> descend(int depth) {
        return Generator.of(out -> {
            out.yield(depth);
            if (depth > 0) out.yieldAll(descend(depth - 1));
        });
    }

    @Test
    void recursionWalksATree() {
        record Tree(
                @Nullable Tree left, int value, @Nullable Tree right) {
            static Generator<Integer> walk(@Nullable Tree tree) {
                return Generator.of(out -> {
                    if (tree == null) return;
                    out.yieldAll(walk(tree.left));
                    out.yield(tree.value);
                    out.yieldAll(walk(tree.right));
                });
            }
        }
        Tree tree = new Tree(new Tree(null, 1, new Tree(null, 2, null)), 3, new Tree(null, 4, null));
        assertEquals(List.of(1, 2, 3, 4), Tree.walk(tree).stream().toList());
    }

    // the stack

    @Test
    void yieldsFromDeepWithinItsStack() {
        Generator<Integer> generator = Generator.of(out -> recurse(out, 2000));
        assertEquals(2001, generator.stream().count());
    }

    private static void recurse(Yield<Integer> out, int depth) {
        out.yield(depth);
        if (depth > 0) recurse(out, depth - 1);
    }

    @Test
    void aFrameOfNativeCodePinsTheStack() {
        Generator<String> generator = Generator.of(out -> {
            out.yield("a");
            try {
                Pinned.initialise(out);
            } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
                log.add(e);
            }
            out.yield("c");
        });
        assertEquals("a", generator.next());
        if (stacks.equals("thread")) return; // there a thread is blocked, and nothing is wrong
        assertEquals("c", generator.next());
        assertTrue(
                String.valueOf(Pinned.failure).contains("native frame or a class initialiser"),
                String.valueOf(Pinned.failure));
    }

    /** Yields in its initialiser. */
    private static final class Pinned {
        static volatile @Nullable Yield<String> out;
        static volatile @Nullable Throwable failure;

        static void initialise(Yield<String> to) {
            out = to;
            new InItsInitialiser();
        }
    }

    private static final class InItsInitialiser {
        static {
            try {
                java.util.Objects.requireNonNull(Pinned.out).yield("never");
            } catch (IllegalStateException e) {
                Pinned.failure = e;
            }
        }
    }

    /** What a bare continuation does to the monitors of its caller, unless one knows: see ContinuationStrand.Locks. */
    @Test
    void monitorsOfThePullerStayThePullers() throws InterruptedException {
        Object outer = new Object();
        Object inner = new Object();
        Generator<Integer> generator = Generator.of(out -> {
            Object own = new Object();
            for (int i = 0; ; i++) {
                synchronized (own) {
                    log.clear();
                }
                out.yield(i);
            }
        });
        for (int i = 0; i < 50; i++) {
            synchronized (outer) {
                synchronized (inner) {
                    synchronized (outer) {
                        assertEquals(2 * i, generator.next());
                        assertTrue(Thread.holdsLock(outer) && Thread.holdsLock(inner));
                    }
                    assertTrue(Thread.holdsLock(outer) && Thread.holdsLock(inner));
                }
                assertTrue(Thread.holdsLock(outer) && !Thread.holdsLock(inner));
            }
            assertFalse(Thread.holdsLock(outer) || Thread.holdsLock(inner));
            assertEquals(2 * i + 1, generator.next());
            assertFalse(Thread.holdsLock(outer) || Thread.holdsLock(inner));
        }
        Thread other = Thread.ofPlatform().start(() -> {
            synchronized (outer) {
                synchronized (inner) {
                    log.add("free");
                }
            }
        });
        other.join();
        assertEquals(List.of("free"), log);
    }

    @Test
    void manyMonitorsHeldAtOnceAreKept() {
        Object[] monitors = new Object[20];
        Arrays.setAll(monitors, i -> new Object());
        Generator<Integer> generator = upTo(Integer.MAX_VALUE);
        for (int round = 0; round < 20; round++) pullHolding(monitors, 0, generator);
        for (Object monitor : monitors) assertFalse(Thread.holdsLock(monitor));
    }

    private static void pullHolding(Object[] monitors, int from, Generator<Integer> generator) {
        generator.next();
        if (from == monitors.length) return;
        synchronized (monitors[from]) {
            pullHolding(monitors, from + 1, generator);
            for (int i = 0; i < monitors.length; i++) assertEquals(i <= from, Thread.holdsLock(monitors[i]));
        }
    }

    @Test
    void aMonitorHeldAcrossAYieldStaysTheBodys() {
        Object monitor = new Object();
        Generator<Boolean> generator = Generator.of(out -> {
            synchronized (monitor) {
                out.yield(Thread.holdsLock(monitor));
                out.yield(Thread.holdsLock(monitor));
            }
            out.yield(Thread.holdsLock(monitor));
        });
        assertTrue(generator.next());
        assertFalse(Thread.holdsLock(monitor));
        assertTrue(generator.next());
        assertFalse(generator.next());
        synchronized (monitor) {
            assertFalse(generator.hasNext());
        }
    }

    @Test
    void anInterruptFollowsTheControl() {
        Generator<Boolean> generator = Generator.of(out -> {
            out.yield(Thread.currentThread().isInterrupted());
            out.yield(Thread.interrupted());
            Thread.currentThread().interrupt();
        });
        assertFalse(generator.next());
        Thread.currentThread().interrupt();
        assertTrue(generator.next());
        assertFalse(Thread.currentThread().isInterrupted());
        assertFalse(generator.hasNext());
        assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptReachesABodyThatBlocks() {
        Thread puller = Thread.currentThread();
        Generator<String> generator = Generator.of(out -> {
            Thread.ofPlatform().start(puller::interrupt);
            while (!Thread.interrupted()) LockSupport.park();
            out.yield("interrupted");
        });
        assertEquals("interrupted", generator.next());
        assertFalse(Thread.interrupted());
    }

    @Test
    void itMayPassFromThreadToThread() throws InterruptedException {
        Generator<Integer> generator = upTo(3);
        assertEquals(0, generator.next());
        Thread other = Thread.ofPlatform().start(() -> log.add(generator.next()));
        other.join();
        assertEquals(List.of(1), log);
        assertEquals(2, generator.next());
        assertFalse(generator.hasNext());
    }

    @Test
    void worksOnVirtualThreads() throws InterruptedException {
        Thread other =
                Thread.ofVirtual().start(() -> log.addAll(upTo(3).stream().toList()));
        other.join();
        assertEquals(List.of(0, 1, 2), log);
    }

    @Test
    void aDroppedOneIsGarbage() throws InterruptedException {
        List<WeakReference<Object>> held = new ArrayList<>();
        for (int i = 0; i < 50; i++) held.add(dropOne());
        for (int i = 0; i < 100 && held.stream().anyMatch(r -> r.get() != null); i++) {
            System.gc();
            Thread.onSpinWait();
        }
        long left = held.stream().filter(r -> r.get() != null).count();
        assertTrue(left <= 2, left + " of 50 stacks are still there"); // a carrier may remember its last one
    }

    private static WeakReference<Object> dropOne() {
        Object heldByItsStack = new Object();
        WeakReference<Object> reference = new WeakReference<>(heldByItsStack);
        Generator<Integer> generator = Generator.of(out -> {
            out.yield(1);
            out.yield(heldByItsStack.hashCode());
        });
        generator.next();
        return reference;
    }
}
