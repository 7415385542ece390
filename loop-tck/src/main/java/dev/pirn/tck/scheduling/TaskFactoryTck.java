package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskFactory;
import dev.pirn.TaskGroup;
import dev.pirn.TaskGroupException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The hook through which every task of a loop goes. */
class TaskFactoryTck {

    @LoopTest
    void everyTaskGoesThroughTheFactory(LoopCase loops) {
        List<String> asked = new CopyOnWriteArrayList<>();
        TaskFactory factory = plan -> {
            asked.add(String.valueOf(plan.name()));
            return plan;
        };
        try (Runner runner = loops.builder().taskFactory(factory).build()) {
            runner.run(() -> {
                Loop loop = Loop.current();
                spawn("spawned", () -> 1).await();
                spawn(() -> {}).await();
                gather(() -> 1, () -> 2);
                TaskGroup.run(group -> {
                    group.spawn("child", () -> {});
                    group.start(ready -> ready.accept("ready"));
                });
                toThread(() -> loop.spawn("from outside", () -> 3).get());
            });
        }
        assertEquals(List.of("main", "spawned", "null", "null", "null", "child", "null", "from outside"), asked);
    }

    @LoopTest
    void itNamesAndWraps(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        TaskFactory factory = plan -> plan.name(plan.name() + "!").wrap(body -> () -> {
            log.add("before " + currentTask().name());
            try {
                return body.call();
            } finally {
                log.add("after " + currentTask().name());
            }
        });
        try (Runner runner = loops.builder().taskFactory(factory).build()) {
            int result = runner.run(() -> {
                Task<Integer> task = spawn("child", () -> {
                    yieldNow();
                    return 42;
                });
                assertEquals("child!", task.name());
                return await(task);
            });
            assertEquals(42, result);
        }
        assertEquals(List.of("before main!", "before child!", "after child!", "after main!"), log);
    }

    @LoopTest
    void itIsSetAndTakenAwayAtAnyTime(LoopCase loops) {
        AtomicInteger made = new AtomicInteger();
        loops.run(() -> {
            Loop loop = Loop.current();
            spawn(() -> {}).await();
            loop.taskFactory(plan -> {
                made.incrementAndGet();
                return plan;
            });
            spawn(() -> {}).await();
            loop.taskFactory(null);
            spawn(() -> {}).await();
        });
        assertEquals(1, made.get());
    }

    @LoopTest
    void aFactoryThatFailsIsNamedAndNothingIsLeftBehind(LoopCase loops) {
        IllegalArgumentException refusal = new IllegalArgumentException("no more tasks");
        AtomicReference<@Nullable Throwable> why = new AtomicReference<>();
        TaskFactory factory = plan -> {
            if ("refused".equals(plan.name())) throw refusal;
            return plan;
        };
        try (Runner runner = loops.builder().taskFactory(factory).build()) {
            runner.run(() -> {
                Block<?> never = () -> why.set(new AssertionError("the body ran"));
                IllegalStateException here = assertThrows(IllegalStateException.class, () -> spawn("refused", never));
                assertTrue(here.toString().contains("the task factory refused the task refused"), here::toString);
                assertSame(refusal, here.getCause());
                TaskGroupException ofGroup = assertThrows(
                        TaskGroupException.class, () -> TaskGroup.run(group -> group.spawn("refused", never)));
                assertSame(refusal, ofGroup.failures().getFirst().getCause());
                Loop loop = Loop.current();
                toThread(() -> assertThrows(IllegalStateException.class, () -> loop.spawn("refused", never)));
                yieldNow();
                assertEquals(1, loop.tasks().size());
            });
            assertEquals(null, why.get());
        }
    }

    @LoopTest
    void aFactoryThatRefusesMainEndsTheRunBeforeItBegan(LoopCase loops) {
        try (Runner runner = loops.builder()
                .taskFactory(plan -> {
                    throw new IllegalArgumentException("none");
                })
                .build()) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> runner.run(() -> 1));
            assertInstanceOf(IllegalArgumentException.class, refused.getCause());
            assertEquals(0, runner.loop().tasks().size());
            runner.loop().taskFactory(null);
            assertEquals(1, runner.run(() -> 1));
        }
    }

    @LoopTest
    @SuppressWarnings("NullAway") // what is tried here
    void aFactoryThatAnswersNothingIsToldSo(LoopCase loops) {
        loops.run(() -> {
            Loop.current().taskFactory(plan -> null);
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> spawn(() -> 1));
            assertTrue(String.valueOf(refused.getCause()).contains("answered null"), refused::toString);
        });
    }
}
