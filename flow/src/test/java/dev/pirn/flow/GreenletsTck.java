package dev.pirn.flow;

import static dev.pirn.Async.await;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.Task;
import dev.pirn.TimedOutException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The greenlets of a coroutine are parts of it. */
class GreenletsTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void theTutorialsExampleWithWaits(LoopCase loops) {
        List<Integer> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Greenlet[] two = new Greenlet[1];
            Greenlet one = Greenlet.of(() -> {
                log.add(1);
                two[0].switchTo();
                sleep(SECOND);
                log.add(2);
                two[0].switchTo();
            });
            two[0] = Greenlet.of(() -> {
                sleep(SECOND);
                log.add(3);
                one.switchTo();
                log.add(4);
            });
            one.switchTo();
        });
        assertEquals(List.of(1, 3, 2, 4), log);
    }

    @LoopTest
    void eachCoroutineHasItsOwn(LoopCase loops) {
        loops.runVirtual(() -> {
            Greenlet main = Greenlet.current();
            Greenlet mine = Greenlet.of(first -> currentTask());
            await(spawn(() -> {
                assertNotSame(main, Greenlet.current());
                assertThrows(IllegalStateException.class, mine::switchTo);
            }));
            assertSame(currentTask(), mine.switchTo());
            assertSame(main, Greenlet.current());
        });
    }

    @LoopTest
    void greenletsOfTwoCoroutinesInterleaveAtTheirWaits(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                tasks.add(spawn(() -> {
                    Greenlet main = Greenlet.current();
                    Greenlet greenlet = Greenlet.of(() -> {
                        for (int i = 0; i < 2; i++) {
                            log.add(name + i);
                            yieldNow();
                            main.switchTo();
                        }
                    });
                    for (int i = 0; i < 3; i++) greenlet.switchTo();
                }));
            }
            for (Task<?> task : tasks) await(task);
        });
        assertEquals(List.of("a0", "b0", "a1", "b1"), log);
    }

    @LoopTest
    void aCancellationIsThrownInTheOneThatWaits(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                Greenlet greenlet = Greenlet.of(() -> {
                    try {
                        sleep(HOUR);
                    } finally {
                        log.add("greenlet unwound");
                    }
                });
                try {
                    greenlet.switchTo();
                } finally {
                    log.add("main unwound, dead: " + greenlet.isDead());
                }
            });
            sleep(SECOND);
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("greenlet unwound", "main unwound, dead: true"), log);
    }

    @LoopTest
    void aSwitchOutOfAScopeIsAnError(LoopCase loops) {
        loops.runVirtual(() -> {
            Greenlet main = Greenlet.current();
            Greenlet greenlet = Greenlet.of(first -> {
                assertThrows(
                        IllegalStateException.class,
                        () -> timeout(HOUR, () -> {
                            main.switchTo("inside");
                        }));
                return "went on";
            });
            assertEquals("went on", greenlet.switchTo());
            Greenlet late = Greenlet.of(first -> {
                try {
                    timeout(SECOND, () -> sleep(HOUR));
                    return "too late";
                } catch (TimedOutException e) {
                    return "in time";
                }
            });
            assertEquals("in time", late.switchTo());
        });
    }
}
