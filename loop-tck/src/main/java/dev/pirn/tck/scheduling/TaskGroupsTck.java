package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TaskGroupException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Task groups: no task outlives the block, the first failure ends the rest, no failure is lost. */
class TaskGroupsTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void aGroupEndsWhenItsChildrenHaveEnded(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            String result = TaskGroup.call(group -> {
                group.spawn(() -> {
                    sleep(SECOND.multipliedBy(2));
                    log.add("slow child");
                });
                group.spawn("quick", () -> {
                    sleep(SECOND);
                    log.add(currentTask().name() + " child");
                });
                log.add("body");
                return "result";
            });
            log.add(result);
        });
        assertEquals(List.of("body", "quick child", "slow child", "result"), log);
    }

    @LoopTest
    void aGroupWithoutChildrenEndsAtOnce(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop.current().callSoon(() -> log.add("callback"));
            TaskGroup.run(group -> log.add("body"));
            log.add("after");
        });
        assertEquals(List.of("body", "after", "callback"), log);
    }

    @LoopTest
    void childrenMaySpawnSiblingsWhileTheGroupEnds(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            TaskGroup.run(group -> {
                group.spawn(() -> {
                    sleep(SECOND);
                    group.spawn(() -> {
                        sleep(SECOND);
                        log.add("grandchild");
                    });
                    log.add("child");
                });
            });
            log.add("after");
        });
        assertEquals(List.of("child", "grandchild", "after"), log);
    }

    @LoopTest
    void aGroupThatHasEndedTakesNoChildren(LoopCase loops) {
        loops.runVirtual(() -> {
            TaskGroup[] escaped = new TaskGroup[1];
            TaskGroup.run(group -> {
                escaped[0] = group;
            });
            assertThrows(IllegalStateException.class, () -> escaped[0].spawn(() -> "never"));
        });
    }

    @LoopTest
    void theBodyMayAwaitAChild(LoopCase loops) {
        loops.runVirtual(() -> {
            String result = TaskGroup.call(group -> {
                Task<String> child = group.spawn(() -> {
                    sleep(SECOND);
                    return "of the child";
                });
                return await(child);
            });
            assertEquals("of the child", result);
        });
    }

    @LoopTest
    void case070_aFailingChildCancelsItsSiblingsAndTheBody(LoopCase loops) {
        List<String> log = new ArrayList<>();
        IOException failure = new IOException("broken");
        loops.runVirtual(() -> {
            TaskGroupException thrown = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group -> {
                        group.spawn(() -> sleepAndLog(log, "sibling"));
                        group.spawn(() -> {
                            sleep(SECOND);
                            throw failure;
                        });
                        sleepAndLog(log, "body");
                    }));
            assertEquals(List.of(failure), thrown.failures());
            assertSame(failure, thrown.getCause());
            assertFalse(currentTask().isCancelling());
            yieldNow();
        });
        assertEquals(
                List.of("body cleaned up", "sibling cleaned up"),
                log.stream().sorted().toList());
    }

    private static void sleepAndLog(List<String> log, String who) {
        try {
            sleep(HOUR);
            log.add(who + " not cancelled");
        } finally {
            log.add(who + " cleaned up");
        }
    }

    @LoopTest
    void case070_allFailuresAreInOneExceptionInTheirOrder(LoopCase loops) {
        IllegalStateException first = new IllegalStateException("first");
        IOException second = new IOException("second");
        IllegalStateException third = new IllegalStateException("third");
        loops.runVirtual(() -> {
            TaskGroupException thrown = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group -> {
                        group.spawn(() -> {
                            throw first;
                        });
                        group.spawn(() -> {
                            try {
                                sleep(HOUR);
                            } catch (Cancelled c) {
                                throw second;
                            }
                        });
                        try {
                            sleep(HOUR);
                        } finally {
                            shielded(() -> {
                                sleep(SECOND);
                                throw third;
                            });
                        }
                    }));
            assertEquals(List.of(first, second, third), thrown.failures());
        });
    }

    @LoopTest
    void case070_aFailingBodyCancelsTheChildren(LoopCase loops) {
        List<String> log = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("bad body");
        loops.runVirtual(() -> {
            TaskGroupException thrown = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group -> {
                        group.spawn(() -> sleepAndLog(log, "child"));
                        yieldNow();
                        throw failure;
                    }));
            assertEquals(List.of(failure), thrown.failures());
        });
        assertEquals(List.of("child cleaned up"), log);
    }

    @LoopTest
    void aFailureThatTheBodySeesByAwaitingIsNotCountedTwice(LoopCase loops) {
        IllegalStateException failure = new IllegalStateException("bad child");
        loops.runVirtual(() -> {
            TaskGroupException thrown = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group -> {
                        await(group.spawn(() -> {
                            yieldNow();
                            throw failure;
                        }));
                    }));
            assertEquals(List.of(failure), thrown.failures());
        });
    }

    @LoopTest
    void norIsACheckedOneThatArrivesWrapped(LoopCase loops) {
        IOException failure = new IOException("bad child");
        loops.runVirtual(() -> {
            TaskGroupException thrown = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group -> {
                        await(group.spawn(() -> {
                            yieldNow();
                            throw failure;
                        }));
                    }));
            assertEquals(List.of(failure), thrown.failures());
        });
    }

    @LoopTest
    void aCancelledChildIsNoFailure(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            TaskGroup.run(group -> {
                Task<?> child = group.spawn(() -> sleepAndLog(log, "child"));
                yieldNow();
                child.cancel("not needed");
                sleep(SECOND);
                log.add("body goes on");
            });
            log.add("after");
        });
        assertEquals(List.of("child cleaned up", "body goes on", "after"), log);
    }

    @LoopTest
    void case072_cancelledFromOutsideAllChildrenEndBeforeTheOwner(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> owner = spawn(() -> {
                try {
                    TaskGroup.run(group -> {
                        group.spawn(() -> sleepAndLog(log, "child"));
                        group.spawn(() -> {
                            try {
                                sleep(HOUR);
                            } finally {
                                shielded(() -> {
                                    sleep(SECOND);
                                    return log.add("slow child cleaned up");
                                });
                            }
                        });
                        sleep(HOUR);
                    });
                } catch (Cancelled c) {
                    log.add("plain cancellation: " + c.reason());
                    throw c;
                }
            });
            sleep(SECOND);
            owner.cancel("enough");
            assertThrows(CancellationException.class, owner::await);
        });
        assertEquals(List.of("child cleaned up", "slow child cleaned up", "plain cancellation: enough"), log);
    }

    @LoopTest
    void case072_aFailureWhileBeingCancelledIsNotLost(LoopCase loops) {
        IllegalStateException failure = new IllegalStateException("bad cleanup");
        loops.runVirtual(() -> {
            Task<?> owner = spawn(() -> TaskGroup.run(group -> {
                group.spawn(() -> {
                    try {
                        sleep(HOUR);
                    } catch (Cancelled c) {
                        throw failure;
                    }
                });
            }));
            sleep(SECOND);
            owner.cancel("enough");
            TaskGroupException thrown = assertThrows(TaskGroupException.class, owner::await);
            assertEquals(List.of(failure), thrown.failures());
        });
    }

    @LoopTest
    void case074_ofNestedGroupsThatBothFailEachReportsItsOwn(LoopCase loops) {
        List<String> log = new ArrayList<>();
        IllegalStateException innerFailure = new IllegalStateException("inner");
        IllegalStateException outerFailure = new IllegalStateException("outer");
        loops.runVirtual(() -> {
            TaskGroupException thrown = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(outer -> {
                        outer.spawn(() -> {
                            sleep(SECOND);
                            throw outerFailure;
                        });
                        try {
                            TaskGroup.run(inner -> {
                                inner.spawn(() -> {
                                    sleep(SECOND);
                                    throw innerFailure;
                                });
                                sleep(HOUR);
                            });
                        } catch (TaskGroupException e) {
                            log.add(String.valueOf(e.failures().getFirst().getMessage()));
                        }
                        sleep(HOUR);
                        log.add("not reached");
                    }));
            assertEquals(List.of(outerFailure), thrown.failures());
            assertFalse(currentTask().isCancelling());
            sleep(SECOND);
        });
        assertEquals(List.of("inner"), log);
    }

    @LoopTest
    void case076_aFatalErrorInAChildEscapesUnwrappedAfterTheOthersEnded(LoopCase loops) {
        List<String> log = new ArrayList<>();
        InternalError fatal = new InternalError("made up");
        assertSame(
                fatal,
                assertThrows(
                        InternalError.class,
                        () -> loops.runVirtual(() -> TaskGroup.run(group -> {
                            group.spawn(() -> sleepAndLog(log, "sibling"));
                            group.spawn(() -> {
                                sleep(SECOND);
                                throw fatal;
                            });
                            sleepAndLog(log, "body");
                        }))));
        assertEquals(
                List.of("body cleaned up", "sibling cleaned up"),
                log.stream().sorted().toList());
    }

    @LoopTest
    void case076_soDoesOneInTheBody(LoopCase loops) {
        List<String> log = new ArrayList<>();
        InternalError fatal = new InternalError("made up");
        Throwable thrown = assertThrows(
                InternalError.class,
                () -> loops.runVirtual(() -> TaskGroup.run(group -> {
                    group.spawn(() -> sleepAndLog(log, "child"));
                    yieldNow();
                    throw fatal;
                })));
        assertSame(fatal, thrown);
        assertEquals(List.of("child cleaned up"), log);
    }

    @LoopTest
    void case078_finishedChildrenAreForgotten(LoopCase loops) {
        loops.runVirtual(() -> TaskGroup.run(group -> {
            List<WeakReference<Task<?>>> children = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                children.add(new WeakReference<>(group.spawn(() -> yieldNow())));
            }
            sleep(SECOND);
            Garbage.assertCollectedButForCarriers(children);
        }));
    }

    @LoopTest
    void aGroupCanBeCancelledWithoutAFailure(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            String result = TaskGroup.call(group -> {
                group.spawn(() -> sleepAndLog(log, "child"));
                yieldNow();
                group.cancel("that will do");
                yieldNow();
                return "not reached";
            });
            assertNull(result);
            yieldNow();
            log.add("after");
        });
        assertEquals(List.of("child cleaned up", "after"), log);
    }

    @LoopTest
    void aChildOfACancelledGroupRunsToItsFirstAwait(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> TaskGroup.run(group -> {
            group.cancel("before it began");
            group.spawn(() -> {
                log.add("started");
                yieldNow();
                log.add("not reached");
            });
        }));
        assertEquals(List.of("started"), log);
    }

    @LoopTest
    void case080_startAnswersWhatTheChildSaysWhenItIsReady(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> TaskGroup.run(group -> {
            int port = group.start(ready -> {
                sleep(SECOND);
                ready.accept(8080);
                log.add("child goes on");
                sleep(SECOND);
                log.add("child ended");
            });
            log.add("started on " + port);
        }));
        assertEquals(List.of("child goes on", "started on 8080", "child ended"), log);
    }

    @LoopTest
    void case080_aChildThatFailsBeforeItIsReadyFailsOnlyItsStarter(LoopCase loops) {
        List<String> log = new ArrayList<>();
        IOException failure = new IOException("address in use");
        loops.runVirtual(() -> TaskGroup.run(group -> {
            group.spawn(() -> {
                sleep(SECOND);
                log.add("sibling is not cancelled");
            });
            CompletionException thrown = assertThrows(
                    CompletionException.class,
                    () -> group.start(ready -> {
                        throw failure;
                    }));
            assertSame(failure, thrown.getCause());
        }));
        assertEquals(List.of("sibling is not cancelled"), log);
    }

    @LoopTest
    void case080_aChildThatFailsAfterItWasReadyFailsTheGroup(LoopCase loops) {
        IOException failure = new IOException("broken");
        loops.runVirtual(() -> {
            TaskGroupException thrown = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group -> {
                        assertEquals("ready", group.<String>start(ready -> {
                            ready.accept("ready");
                            sleep(SECOND);
                            throw failure;
                        }));
                        sleep(HOUR);
                    }));
            assertEquals(List.of(failure), thrown.failures());
        });
    }

    @LoopTest
    void case080_aChildThatNeverSaysReadyIsAnError(LoopCase loops) {
        loops.runVirtual(() -> TaskGroup.run(group -> {
            assertThrows(IllegalStateException.class, () -> group.start(ready -> yieldNow()));
        }));
    }

    @LoopTest
    void case080_sayingReadyTwiceIsAnError(LoopCase loops) {
        loops.runVirtual(() -> TaskGroup.run(group -> {
            Promise<String> second = Loop.current().promise();
            assertEquals("first", group.<String>start(ready -> {
                ready.accept("first");
                assertThrows(IllegalStateException.class, () -> ready.accept("second"));
                second.complete("refused");
            }));
            assertEquals("refused", await(second));
        }));
    }

    @LoopTest
    void case080_aGroupCancelledWhileAChildStartsCleansTheChild(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            TaskGroup.run(group -> {
                Loop.current().callLater(SECOND, () -> group.cancel("enough"));
                group.start(ready -> sleepAndLog(log, "child"));
                log.add("not reached");
            });
            log.add("after");
        });
        assertEquals(List.of("child cleaned up", "after"), log);
    }

    @LoopTest
    void case080_aStarterThatIsCancelledCleansTheChild(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            TaskGroup.run(group -> {
                Task<Object> starter = spawn(() -> group.start(ready -> sleepAndLog(log, "child")));
                sleep(SECOND);
                starter.cancel("enough");
                assertThrows(CancellationException.class, starter::await);
            });
            log.add("after");
        });
        assertEquals(List.of("child cleaned up", "after"), log);
    }
}
