package dev.pirn.flow;

import static dev.pirn.Async.await;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.Body;
import dev.pirn.BusyException;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TaskGroupException;
import dev.pirn.TaskLocal;
import dev.pirn.TimedOutException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A generator's body is a part of the coroutine that pulls: it awaits, is cancelled, and sees the values of that task.
 */
class GeneratorsTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final TaskLocal<String> USER = TaskLocal.withDefault("guest");

    private static Generator<Integer> ticking(int end) {
        return Generator.of(out -> {
            for (int i = 0; i < end; i++) {
                sleep(SECOND);
                out.yield(i);
            }
        });
    }

    @LoopTest
    void theBodyAwaits(LoopCase loops) {
        List<Integer> seen = new ArrayList<>();
        loops.runVirtual(() -> {
            long start = Loop.current().time();
            for (int value : ticking(5)) seen.add(value);
            assertEquals(Duration.ofSeconds(5).toNanos(), Loop.current().time() - start);
        });
        assertEquals(List.of(0, 1, 2, 3, 4), seen);
    }

    /** However often a coroutine is suspended between two points, it is never mistaken for one that cannot be. */
    @LoopTest
    void aPullMayTakeAnyNumberOfAwaits(LoopCase loops) {
        loops.runVirtual(() -> {
            for (int awaits = 250; awaits < 260; awaits++) {
                int n = awaits;
                Generator<Integer> generator = Generator.of(out -> {
                    for (int i = 0; i < n; i++) yieldNow();
                    out.yield(n);
                });
                assertEquals(n, generator.next());
                generator.close();
            }
        });
    }

    @LoopTest
    void aPullMayTakeAnyNumberOfPulls(LoopCase loops) {
        loops.runVirtual(() -> {
            for (int items = 124; items < 130; items++) {
                int n = items;
                Generator<Long> outer = Generator.of(out -> out.yield(Generator.<Integer>of(in -> {
                            for (int i = 0; i < n; i++) in.yield(i);
                        })
                        .stream()
                        .count()));
                assertEquals(n, outer.next());
                outer.close();
            }
        });
    }

    @LoopTest
    void delegationTakesNoStack(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> deep = chain(2000);
            assertEquals(0, deep.next());
            assertEquals(1, deep.next());
            deep.close();
            assertFalse(deep.hasNext());
        });
    }

    private static Generator<Integer> chain(int length) {
        return length == 0 ? ticking(5) : Generator.of(out -> out.yieldAll(chain(length - 1)));
    }

    @LoopTest
    void othersRunWhileTheBodyAwaitsAndOnlyThen(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> other = spawn(() -> {
                for (int i = 0; i < 4; i++) {
                    log.add("other");
                    sleep(Duration.ofMillis(700));
                }
            });
            Generator<Integer> generator = Generator.of(out -> {
                for (int i = 0; i < 3; i++) out.yield(i);
                sleep(SECOND);
                out.yield(3);
            });
            for (int value : generator) log.add("value " + value);
            await(other);
        });
        assertEquals(List.of("value 0", "value 1", "value 2", "other", "other", "value 3", "other", "other"), log);
    }

    @LoopTest
    void theBodyBelongsToTheTaskThatPulls(LoopCase loops) {
        List<Object> tasks = new ArrayList<>();
        Generator<Object> generator = Generator.of(out -> {
            while (true) {
                yieldNow();
                assertSame(Loop.current(), currentTask().loop());
                out.yield(currentTask());
            }
        });
        loops.runVirtual(() -> {
            assertSame(currentTask(), generator.next());
            for (int i = 0; i < 3; i++) {
                Task<?> task = spawn(() -> {
                    assertSame(currentTask(), generator.next());
                    tasks.add(currentTask());
                });
                await(task);
            }
            assertSame(currentTask(), generator.next());
            generator.close();
        });
        assertEquals(3, tasks.size());
    }

    @LoopTest
    void theBodySeesAndSetsTheTaskLocalsOfThePuller(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<String> generator = Generator.of(out -> {
                out.yield(USER.get());
                yieldNow();
                out.yield(USER.get());
                USER.set("cid");
            });
            USER.set("ann");
            assertEquals("ann", generator.next());
            USER.set("bob");
            assertEquals("bob", generator.next());
            assertFalse(generator.hasNext());
            assertEquals("cid", USER.get());
        });
    }

    @LoopTest
    void aCancelledPullUnwindsTheBodyAndThePuller(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Generator<Integer> generator = Generator.of(out -> {
                try {
                    out.yield(1);
                    sleep(HOUR);
                } catch (Cancelled c) {
                    log.add("body: " + c.reason());
                    throw c;
                } finally {
                    shielded(() -> sleep(SECOND));
                    log.add("cleaned up");
                }
            });
            Task<?> task = spawn(() -> {
                try {
                    for (int value : generator) log.add("value " + value);
                } catch (Cancelled c) {
                    log.add("puller: " + c.reason());
                    throw c;
                }
            });
            sleep(SECOND);
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
            assertFalse(generator.hasNext());
        });
        assertEquals(List.of("value 1", "body: enough", "cleaned up", "puller: enough"), log);
    }

    @LoopTest
    void aTimeoutOfThePullerEndsTheBody(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> generator = ticking(100);
            List<Integer> seen = new ArrayList<>();
            assertThrows(
                    TimedOutException.class,
                    () -> timeout(Duration.ofMillis(2500), () -> {
                        for (int value : generator) seen.add(value);
                    }));
            assertEquals(List.of(0, 1), seen);
            assertFalse(generator.hasNext());
        });
    }

    @LoopTest
    void aTimeoutWithinTheBodyIsTheBodys(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<String> generator = Generator.of(out -> {
                try {
                    timeout(SECOND, () -> sleep(HOUR));
                } catch (TimedOutException e) {
                    out.yield("timed out");
                }
                sleep(SECOND);
                out.yield("went on");
            });
            assertEquals(List.of("timed out", "went on"), generator.stream().toList());
        });
    }

    @LoopTest
    void aYieldInsideAScopeOfTheBodyIsAnError(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<String> generator = Generator.of(out -> {
                IllegalStateException e = assertThrows(
                        IllegalStateException.class,
                        () -> timeout(HOUR, () -> {
                            out.yield("inside");
                        }));
                assertTrue(String.valueOf(e.getMessage()).contains("cancel scope"), e.getMessage());
                assertThrows(
                        TaskGroupException.class,
                        () -> TaskGroup.run(group -> {
                            out.yield("inside");
                        }));
                out.yield("outside");
            });
            timeout(HOUR, () -> assertEquals("outside", generator.next()));
            assertFalse(generator.hasNext());
            sleep(HOUR.multipliedBy(2)); // the scopes are all left
        });
    }

    @LoopTest
    void closeAwaitsWhatTheFinallyBlockAwaits(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            try (Generator<Integer> generator = Generator.of(out -> {
                try {
                    for (int i = 0; ; i++) out.yield(i);
                } finally {
                    sleep(SECOND);
                    log.add("closed");
                }
            })) {
                for (int value : generator) if (value == 3) break;
                log.add("left");
            }
            log.add("after");
        });
        assertEquals(List.of("left", "closed", "after"), log);
    }

    @LoopTest
    void onlyOneTaskPullsAtATime(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> generator = ticking(3);
            Task<Integer> first = spawn(generator::next);
            yieldNow();
            assertThrows(BusyException.class, generator::next);
            assertThrows(BusyException.class, generator::close);
            assertEquals(0, await(first));
            assertEquals(1, generator.next());
            generator.close();
        });
    }

    @LoopTest
    void itPassesFromTaskToTaskWhileBothAreThere(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> generator = Generator.of(out -> {
                for (int i = 0; i < 6; i++) {
                    sleep(Duration.ofMillis(500));
                    out.yield(i);
                }
            });
            List<Integer> seen = new ArrayList<>();
            TaskGroup.run(group -> {
                for (int t = 0; t < 3; t++) {
                    long start = t;
                    group.spawn(() -> {
                        sleep(SECOND.multipliedBy(start));
                        for (int i = 0; i < 2; i++) {
                            seen.add(generator.next());
                            sleep(Duration.ofMillis(2500));
                        }
                    });
                }
            });
            assertEquals(List.of(0, 1, 2, 3, 4, 5), seen);
            assertFalse(generator.hasNext());
        });
    }

    @LoopTest
    void itCannotLeaveItsLoop(LoopCase loops) {
        Generator<Integer> begunInside = ticking(3);
        Generator<Integer> begunOutside = Generator.of(out -> {
            out.yield(1);
            out.yield(2);
        });
        assertEquals(1, begunOutside.next());
        loops.runVirtual(() -> {
            assertEquals(0, begunInside.next());
            IllegalStateException e = assertThrows(IllegalStateException.class, begunOutside::next);
            assertNotNull(e.getMessage());
            try (Runner other = loops.builder().build()) {
                Promise<Integer> pulled = Loop.current().promise();
                Thread.ofPlatform().start(() -> {
                    other.run(() -> {
                        assertThrows(IllegalStateException.class, begunInside::next);
                    });
                    pulled.complete(1);
                });
                await(pulled);
            }
            assertEquals(1, begunInside.next());
        });
        assertThrows(IllegalStateException.class, begunInside::next);
        assertThrows(IllegalStateException.class, begunInside::close);
        assertEquals(2, begunOutside.next());
    }

    @LoopTest
    void delegatesAwaitToo(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Object> outer = Generator.of(out -> {
                sleep(SECOND);
                out.yieldAll(ticking(2));
                Generator<Object> failing = Generator.of(in -> {
                    sleep(SECOND);
                    throw new IOException("broken");
                });
                CompletionException e = assertThrows(CompletionException.class, () -> out.yieldAll(failing));
                out.yield(String.valueOf(e.getCause()));
            });
            assertEquals(
                    List.of(0, 1, "java.io.IOException: broken"), outer.stream().toList());
        });
    }

    @LoopTest
    void aGeneratorOfGenerators(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> squares = Generator.of(out -> {
                for (int value : ticking(4)) {
                    yieldNow();
                    out.yield(value * value);
                }
            });
            assertEquals(List.of(0, 1, 4, 9), squares.stream().toList());
        });
    }

    @LoopTest
    void manyTasksWithManyGenerators(LoopCase loops) {
        loops.runVirtual(() -> {
            List<Body<? extends Integer, ?>> bodies = new ArrayList<>();
            for (int t = 0; t < 100; t++) {
                bodies.add(() -> {
                    int sum = 0;
                    for (int value : ticking(10)) sum += value;
                    return sum;
                });
            }
            List<Task<Integer>> tasks = new ArrayList<>();
            for (Body<? extends Integer, ?> body : bodies) tasks.add(spawn(body));
            for (int sum : gather(tasks)) assertEquals(45, sum);
        });
    }

    @LoopTest
    void unfinishedOnesDoNotHoldUpTheEnd(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Generator<Integer> generator = Generator.of(out -> {
                try {
                    out.yield(1);
                    out.yield(2);
                } finally {
                    log.add("finally");
                }
            });
            assertEquals(1, generator.next());
        });
        assertEquals(List.of(), log);
    }

    @LoopTest
    void deepStacksAwaitAndYield(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> generator = Generator.of(out -> recurse(500, () -> {
                yieldNow();
                out.yield(1);
                sleep(SECOND);
                out.yield(2);
            }));
            assertEquals(
                    List.of(1, 2), recursively(500, () -> generator.stream().toList()));
        });
    }

    private static void recurse(int depth, Block<Exception> action) throws Exception {
        if (depth == 0) action.run();
        else recurse(depth - 1, action);
    }

    private static <T> T recursively(int depth, Callable<T> callable) throws Exception {
        return depth == 0 ? callable.call() : recursively(depth - 1, callable);
    }

    @LoopTest
    void aTasksStackIsThatOfTheBodyInWhichItWaits(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> generator = ticking(1);
            Task<Integer> task = spawn(generator::next);
            yieldNow();
            assertTrue(
                    Arrays.stream(task.stack())
                            .anyMatch(frame -> frame.getMethodName().contains("ticking")),
                    () -> Arrays.toString(task.stack()));
            await(task);
        });
    }

    @LoopTest
    void callbacksPullToo(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<List<Integer>> done = Loop.current().promise();
            Generator<Integer> plain = Generator.of(out -> {
                for (int i = 0; i < 3; i++) out.yield(i);
            });
            Loop.current().callSoon(() -> done.complete(plain.stream().toList()));
            assertEquals(List.of(0, 1, 2), await(done));
            Promise<Throwable> failed = Loop.current().promise();
            Loop.current()
                    .callSoon(() -> failed.complete(assertThrows(
                            IllegalStateException.class, () -> ticking(1).next())));
            assertNotNull(await(failed));
        });
    }

    @LoopTest
    void threadsThatTheBodyStartsAreNotTheLoops(LoopCase loops) {
        loops.run(() -> {
            Generator<@Nullable Object> generator = Generator.of(out -> {
                Promise<@Nullable Object> seen = Loop.current().promise();
                Thread.ofVirtual().start(() -> seen.complete(Loop.currentOrNull()));
                out.yield(await(seen));
            });
            assertNull(generator.next());
        });
    }

    // blocking in foreign code suspends coroutines of the loop engine only

    @LoopTest(coroutines = "loop")
    void aBodyThatContendsForAMonitorDoesNotBlockTheLoop(LoopCase loops) {
        Object monitor = new Object();
        CountDownLatch leave = new CountDownLatch(1);
        List<String> log = new ArrayList<>();
        loops.run(() -> {
            Task<?> owner = spawn(() -> {
                synchronized (monitor) {
                    log.add("owner holds it");
                    leave.await();
                }
            });
            yieldNow();
            Generator<String> generator = Generator.of(out -> {
                log.add("body wants it");
                synchronized (monitor) {
                    log.add("body has it");
                }
                out.yield("value");
            });
            Task<String> puller = spawn(generator::next);
            yieldNow();
            yieldNow();
            log.add("the loop goes on");
            leave.countDown();
            assertEquals("value", await(puller));
            await(owner);
        });
        assertEquals(List.of("owner holds it", "body wants it", "the loop goes on", "body has it"), log);
    }

    @LoopTest(coroutines = "loop")
    void aBodyThatBlocksIsInterruptedByACancellation(LoopCase loops) {
        loops.run(() -> {
            CountDownLatch never = new CountDownLatch(1);
            List<String> log = new ArrayList<>();
            Generator<Integer> generator = Generator.of(out -> {
                try {
                    never.await();
                } finally {
                    log.add("unwound");
                }
            });
            Task<Integer> puller = spawn(generator::next);
            yieldNow();
            yieldNow();
            puller.cancel("enough");
            assertThrows(Exception.class, puller::await);
            assertEquals(List.of("unwound"), log);
        });
    }
}
