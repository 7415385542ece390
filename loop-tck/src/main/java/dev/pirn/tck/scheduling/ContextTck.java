package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.runInExecutor;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TaskLocal;
import dev.pirn.Trigger;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Task-local values: captured at spawn and at registration, never shared afterwards. */
class ContextTck {

    private static final TaskLocal<String> USER = TaskLocal.withDefault("guest");

    @LoopTest
    void aTaskInheritsTheValuesOfItsSpawner(LoopCase loops) {
        loops.runVirtual(() -> {
            assertEquals("guest", USER.get());
            USER.set("ann");
            Task<String> task = spawn(() -> {
                yieldNow();
                return USER.get();
            });
            USER.set("bob");
            assertEquals("ann", await(task));
        });
    }

    @LoopTest
    void whatATaskSetsStaysWithIt(LoopCase loops) {
        loops.runVirtual(() -> {
            USER.set("ann");
            await(spawn(() -> USER.set("bob")));
            assertEquals("ann", USER.get());
        });
    }

    @LoopTest
    void interleavedTasksDoNotMixTheirValues(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            TaskGroup.run(group -> {
                for (String user : List.of("ann", "bob")) {
                    group.spawn(() -> {
                        USER.set(user);
                        yieldNow();
                        log.add(USER.get());
                        sleep(Duration.ofSeconds(1));
                        log.add(USER.get());
                    });
                }
            });
            assertEquals("guest", USER.get());
        });
        assertEquals(List.of("ann", "bob", "ann", "bob"), log);
    }

    @LoopTest
    void whereSetsAValueForItsBodyOnly(LoopCase loops) {
        loops.runVirtual(() -> {
            assertEquals("ann", USER.callWhere("ann", USER::get));
            assertEquals("guest", USER.get());
            assertThrows(
                    IOException.class,
                    () -> USER.callWhere("ann", () -> {
                        throw new IOException("broken");
                    }));
            assertEquals("guest", USER.get());
        });
    }

    @LoopTest
    void whereSetsAValueForItsBlockOnly(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            USER.runWhere("ann", () -> {
                log.add(USER.get());
                sleep(Duration.ofSeconds(1));
                log.add(USER.get());
            });
            log.add(USER.get());
            assertThrows(
                    IOException.class,
                    () -> USER.runWhere("ann", () -> {
                        log.add("fails");
                        throw new IOException("broken");
                    }));
            log.add(USER.get());
        });
        assertEquals(List.of("ann", "ann", "guest", "fails", "guest"), log);
    }

    @LoopTest
    void aScopedValueSurvivesSuspension(LoopCase loops) {
        loops.runVirtual(() -> {
            String seen = USER.callWhere("ann", () -> {
                sleep(Duration.ofSeconds(1));
                return USER.get();
            });
            assertEquals("ann", seen);
        });
    }

    // The transports' callbacks of case 92 are tested with the streams; these are the loop's own.
    @LoopTest
    void case092_everyCallbackSeesTheValuesOfItsRegistration(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> promise = loop.promise();
            USER.set("ann");
            loop.callSoon(() -> log.add("callSoon " + USER.get()));
            loop.execute(() -> log.add("execute " + USER.get()));
            loop.callLater(Duration.ofSeconds(1), () -> log.add("callLater " + USER.get()));
            loop.callAt(loop.time() + Duration.ofSeconds(2).toNanos(), () -> log.add("callAt " + USER.get()));
            promise.onDone(done -> log.add("onDone " + USER.get()));
            Trigger trigger = new Trigger(loop, () -> log.add("trigger " + USER.get()));
            USER.set("bob");
            promise.complete("x");
            trigger.fire();
            sleep(Duration.ofSeconds(3));
            assertEquals("bob", USER.get());
        });
        assertEquals(
                List.of("callSoon ann", "execute ann", "onDone ann", "trigger ann", "callLater ann", "callAt ann"),
                log);
    }

    /**
     * A thread of the pool has the values of its job while it runs it, and none before and afterwards; other threads
     * never.
     */
    @LoopTest
    void whatAThreadSubmitsHasTheValuesOfItsJob(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.run(() -> {
            Loop loop = Loop.current();
            USER.set("ann");
            submitElsewhere(loop, log);
            toThread(() -> {
                loop.execute(() -> log.add("execute " + USER.get()));
                return "submitted";
            });
            toThread(() -> loop.callSoon(() -> log.add("callSoon " + USER.get())));
            submitElsewhere(loop, log);
        });
        assertEquals(List.of("thread guest", "execute ann", "callSoon ann", "thread guest"), log);
    }

    private static void submitElsewhere(Loop loop, List<String> log) {
        Promise<String> done = loop.promise();
        Thread.ofPlatform()
                .start(() -> loop.execute(() -> {
                    log.add("thread " + USER.get());
                    done.complete("done");
                }));
        await(done);
    }

    @LoopTest
    void case092_whatACallbackSetsStaysWithIt(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            loop.callSoon(() -> {
                USER.set("ann");
                loop.callSoon(() -> log.add(USER.get()));
            });
            loop.callSoon(() -> log.add(USER.get()));
            yieldNow();
            yieldNow();
            log.add(USER.get());
        });
        assertEquals(List.of("guest", "ann", "guest"), log);
    }

    @LoopTest
    void case092_valuesAreUnreachableWhenTheirTasksAreDone(LoopCase loops) {
        TaskLocal<Object> local = TaskLocal.withDefault("small");
        loops.runVirtual(() -> {
            List<WeakReference<Object>> values = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                values.add(await(spawn(() -> {
                    Object value = new byte[64];
                    local.set(value);
                    Loop.current().callSoon(() -> {});
                    Loop.current().callLater(Duration.ofHours(1), () -> {}).cancel();
                    yieldNow();
                    return new WeakReference<>(value);
                })));
            }
            yieldNow();
            Garbage.assertCollectedButForCarriers(values);
        });
    }

    // asyncio: only to_thread does. Here there is one way into a thread, and it takes the values along.
    @LoopTest
    void case090_functionsInThreadsSeeTheValuesOfTheirCaller(LoopCase loops) {
        loops.runVirtual(() -> {
            USER.set("ann");
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                assertEquals("ann", toThread(USER::get));
                assertEquals("ann", await(runInExecutor(pool, USER::get)));
                await(runInExecutor(pool, () -> {
                    USER.set("bob");
                    return USER.get();
                }));
                assertEquals("ann", USER.get());
                assertEquals("guest", pool.submit(USER::get).get());
            }
        });
    }

    @LoopTest
    void aForeignThreadPassesItsOwnValuesToWhatItSubmits(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.run(() -> {
            Loop loop = Loop.current();
            Promise<String> done = loop.promise();
            Thread.ofPlatform()
                    .start(() -> USER.callWhere("stranger", () -> {
                        loop.callSoon(() -> log.add("callback " + USER.get()));
                        loop.spawn(() -> done.complete("task " + USER.get()));
                        return "submitted";
                    }));
            log.add(await(done));
        });
        assertEquals(List.of("callback stranger", "task stranger"), log);
    }
}
