package dev.pirn.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Greenlets outside of coroutines, on both kinds of stacks; python-greenlet's rules. */
@ParameterizedClass
@ValueSource(strings = {"continuation", "thread"})
class GreenletTest {

    @Parameter
    String stacks = "";

    private final List<@Nullable Object> log = new ArrayList<>();

    @BeforeEach
    void force() {
        Forced.stacks(stacks);
    }

    @AfterEach
    void leave() {
        Forced.none();
    }

    @Test
    void theTutorialsExample() {
        Greenlet[] two = new Greenlet[1];
        Greenlet one = Greenlet.of(() -> {
            log.add(1);
            two[0].switchTo();
            log.add(2);
            two[0].switchTo();
        });
        two[0] = Greenlet.of(() -> {
            log.add(3);
            one.switchTo();
            log.add(4);
        });
        one.switchTo();
        assertEquals(List.of(1, 3, 2, 4), log);
        assertTrue(two[0].isDead());
        assertFalse(one.isDead());
        assertTrue(one.isActive());
    }

    @Test
    void valuesGoWithTheSwitches() {
        Greenlet main = Greenlet.current();
        Greenlet echo = Greenlet.of(first -> {
            Object got = first;
            for (int i = 0; i < 3; i++) got = main.switchTo("echo " + got);
            return "end " + got;
        });
        assertFalse(echo.isActive());
        assertEquals("echo a", echo.switchTo("a"));
        assertTrue(echo.isActive());
        assertEquals("echo b", echo.switchTo("b"));
        assertEquals("echo null", echo.switchTo());
        assertEquals("end d", echo.switchTo("d"));
        assertTrue(echo.isDead());
        assertFalse(echo.isActive());
    }

    @Test
    void aSwitchToTheDeadGoesToTheirParent() {
        Greenlet dead = Greenlet.of(() -> {});
        dead.switchTo();
        assertEquals("back", dead.switchTo("back"));
        Greenlet middle = Greenlet.of(first -> {
            Greenlet child = Greenlet.of(() -> {});
            child.switchTo();
            log.add(child.switchTo("to itself"));
            return first;
        });
        assertEquals("first", middle.switchTo("first"));
        assertEquals(List.of("to itself"), log);
    }

    @Test
    void theResultGoesToTheParentAndNotToTheSwitcher() {
        Greenlet main = Greenlet.current();
        Greenlet parent = Greenlet.of(first -> {
            log.add("parent got " + main.switchTo());
            return "parent ended";
        });
        parent.switchTo();
        Greenlet child = Greenlet.of(first -> "result");
        child.parent(parent);
        assertSame(parent, child.parent());
        assertEquals("parent ended", child.switchTo());
        assertEquals(List.of("parent got result"), log);
    }

    @Test
    void aParentThatHasNotBegunBeginsWithTheResult() {
        Greenlet parent = Greenlet.of(first -> "begun with " + first);
        Greenlet child = Greenlet.of(first -> "result");
        child.parent(parent);
        assertEquals("begun with result", child.switchTo());
        assertTrue(parent.isDead());
    }

    @Test
    void aFailureIsThrownInTheParent() {
        IllegalArgumentException unchecked = new IllegalArgumentException("x");
        Greenlet failing = Greenlet.of(() -> {
            throw unchecked;
        });
        assertSame(unchecked, assertThrows(IllegalArgumentException.class, failing::switchTo));
        assertTrue(failing.isDead());
        IOException checked = new IOException("y");
        Greenlet child = Greenlet.of(first -> {
            throw checked;
        });
        Greenlet middle = Greenlet.of(first -> {
            child.parent(Greenlet.current());
            return assertThrows(CompletionException.class, child::switchTo).getCause();
        });
        assertSame(checked, middle.switchTo());
    }

    @Test
    void throwingIntoOneThrowsAtItsSwitch() {
        Greenlet main = Greenlet.current();
        Greenlet catching = Greenlet.of(first -> {
            try {
                main.switchTo();
                return "not reached";
            } catch (IllegalArgumentException e) {
                return "caught " + e.getMessage();
            }
        });
        catching.switchTo();
        assertEquals("caught x", catching.throwInto(new IllegalArgumentException("x")));
        RuntimeException late = new IllegalStateException("late");
        assertSame(late, assertThrows(IllegalStateException.class, () -> catching.throwInto(late)));
    }

    @Test
    void throwingIntoOneThatHasNotBegunKillsIt() {
        Greenlet never = Greenlet.of(() -> log.add("ran"));
        RuntimeException thrown = new IllegalArgumentException("x");
        assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> never.throwInto(thrown)));
        assertTrue(never.isDead());
        Greenlet killed = Greenlet.of(() -> log.add("ran"));
        assertNull(killed.kill());
        assertTrue(killed.isDead());
        assertEquals(List.of(), log);
    }

    @Test
    void killUnwinds() {
        Greenlet main = Greenlet.current();
        Greenlet greenlet = Greenlet.of(() -> {
            try {
                main.switchTo();
            } catch (Exception e) {
                log.add("swallowed");
            } finally {
                log.add("finally");
            }
        });
        greenlet.switchTo();
        assertNull(greenlet.kill());
        assertEquals(List.of("finally"), log);
        assertTrue(greenlet.isDead());
    }

    @Test
    void aSwitchToItselfReturnsAtOnce() {
        assertEquals("x", Greenlet.current().switchTo("x"));
        Greenlet greenlet = Greenlet.of(first -> Greenlet.current().switchTo(first));
        assertEquals("y", greenlet.switchTo("y"));
        RuntimeException thrown = new IllegalArgumentException();
        assertSame(
                thrown,
                assertThrows(
                        IllegalArgumentException.class, () -> Greenlet.current().throwInto(thrown)));
    }

    @Test
    void currentIsTheOneThatRuns() {
        Greenlet main = Greenlet.current();
        assertSame(main, Greenlet.current());
        assertNull(main.parent());
        assertFalse(main.isDead());
        assertTrue(main.isActive());
        Greenlet greenlet = Greenlet.of(first -> Greenlet.current());
        assertSame(main, greenlet.parent());
        assertSame(greenlet, greenlet.switchTo());
        assertSame(main, Greenlet.current());
    }

    @Test
    void childrenOfAGreenletHaveItAsTheirParent() {
        Greenlet outer = Greenlet.of(first -> {
            Greenlet inner = Greenlet.of(x -> "inner");
            assertSame(Greenlet.current(), inner.parent());
            return inner.switchTo() + " then outer";
        });
        assertEquals("inner then outer", outer.switchTo());
    }

    @Test
    void parentsAreChecked() throws InterruptedException {
        Greenlet a = Greenlet.of(() -> {});
        Greenlet b = Greenlet.of(() -> {});
        b.parent(a);
        assertThrows(IllegalArgumentException.class, () -> a.parent(b));
        assertThrows(IllegalArgumentException.class, () -> a.parent(a));
        assertThrows(IllegalStateException.class, () -> Greenlet.current().parent(a));
        onAnotherThread(() -> assertThrows(IllegalArgumentException.class, () -> b.parent(Greenlet.current())));
    }

    @Test
    void thoseOfAnotherThreadCannotBeSwitchedTo() throws InterruptedException {
        Greenlet mine = Greenlet.of(() -> log.add("ran"));
        onAnotherThread(() -> assertThrows(IllegalStateException.class, mine::switchTo));
        mine.switchTo();
        assertEquals(List.of("ran"), log);
    }

    private static void onAnotherThread(Runnable body) throws InterruptedException {
        Throwable[] failure = {null};
        Thread thread = Thread.ofPlatform().unstarted(body);
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        thread.join();
        assertNull(failure[0]);
    }

    @Test
    void aGeneratorsBodyCannotSwitch() {
        Greenlet main = Greenlet.current();
        Greenlet greenlet = Greenlet.of(first -> {
            Generator<String> generator = Generator.of(out -> {
                assertThrows(IllegalStateException.class, main::switchTo);
                out.yield("went on");
            });
            return generator.next();
        });
        assertEquals("went on", greenlet.switchTo());
        Greenlet other = Greenlet.of(() -> log.add("ran"));
        Generator<String> generator = Generator.of(out -> {
            assertThrows(IllegalStateException.class, other::switchTo);
            out.yield("went on");
        });
        assertEquals("went on", generator.next());
        other.switchTo();
        assertEquals(List.of("ran"), log);
    }

    @Test
    void aGreenletPullsGenerators() {
        Greenlet greenlet = Greenlet.of(first -> {
            Generator<Integer> generator = Generator.of(out -> {
                for (int i = 0; i < 3; i++) out.yield(i);
            });
            Greenlet main = java.util.Objects.requireNonNull(Greenlet.current().parent());
            for (int value : generator) main.switchTo(value);
            return "done";
        });
        for (Object expected : List.of(0, 1, 2, "done")) assertEquals(expected, greenlet.switchTo());
    }

    @Test
    void manySwitchesBetweenMany() {
        int count = 100;
        Greenlet[] ring = new Greenlet[count];
        Greenlet main = Greenlet.current();
        for (int i = 0; i < count; i++) {
            int next = (i + 1) % count;
            ring[i] = Greenlet.of(first -> {
                Object token = first;
                while (true) {
                    int hops = token instanceof Integer number ? number : -1;
                    token = hops == 0 ? main.switchTo("last " + next) : ring[next].switchTo(hops - 1);
                }
            });
        }
        assertEquals("last " + (10_000 % count + 1), ring[0].switchTo(10_000));
    }

    @Test
    void monitorsOfTheSwitcherStayItsOwn() {
        Object monitor = new Object();
        Greenlet main = Greenlet.current();
        Greenlet greenlet = Greenlet.of(() -> {
            while (true) main.switchTo();
        });
        for (int i = 0; i < 20; i++) {
            synchronized (monitor) {
                greenlet.switchTo();
                assertTrue(Thread.holdsLock(monitor));
            }
            assertFalse(Thread.holdsLock(monitor));
            greenlet.switchTo();
            assertFalse(Thread.holdsLock(monitor));
        }
    }
}
