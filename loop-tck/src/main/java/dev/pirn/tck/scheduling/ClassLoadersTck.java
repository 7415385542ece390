package dev.pirn.tck.scheduling;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.TaskGroup;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What runs for a program has its creator's context class loader, in which a service loader looks for its services. */
class ClassLoadersTck {

    private final ClassLoader mine = new URLClassLoader(new URL[0], ClassLoadersTck.class.getClassLoader());

    private static ClassLoader here() {
        return Objects.requireNonNull(Thread.currentThread().getContextClassLoader());
    }

    /** Runs a body as if an application of this test's class loader had begun it. */
    private void with(Runnable body) {
        Thread me = Thread.currentThread();
        ClassLoader before = me.getContextClassLoader();
        me.setContextClassLoader(mine);
        try {
            body.run();
        } finally {
            me.setContextClassLoader(before);
        }
    }

    @LoopTest
    void coroutinesHaveThatOfTheCallerOfTheRun(LoopCase loops) {
        with(() -> loops.run(() -> {
            assertSame(mine, here());
            assertSame(mine, spawn(ClassLoadersTck::here).await());
            TaskGroup.run(
                    group -> assertSame(mine, group.spawn(ClassLoadersTck::here).await()));
        }));
    }

    @LoopTest
    void coroutinesHaveThatOfTheCoroutineThatSpawnsThem(LoopCase loops) {
        loops.run(() -> {
            ClassLoader others = here();
            Thread.currentThread().setContextClassLoader(mine);
            var spawned = spawn(ClassLoadersTck::here);
            Thread.currentThread().setContextClassLoader(others);
            yieldNow();
            assertSame(mine, spawned.await());
            assertSame(others, spawn(ClassLoadersTck::here).await());
        });
    }

    @LoopTest
    void callbacksHaveThatOfTheLoopsThread(LoopCase loops) {
        with(() -> loops.run(() -> {
            Promise<@Nullable ClassLoader> seen = Loop.current().promise();
            Loop.current().callSoon(() -> seen.complete(here()));
            assertSame(mine, seen.await());
        }));
    }

    @LoopTest
    void aFunctionInTheLoopsPoolHasThatOfItsCaller(LoopCase loops) {
        loops.run(() -> {
            ClassLoader others = here();
            assertSame(others, toThread(ClassLoadersTck::here));
            Thread.currentThread().setContextClassLoader(mine);
            assertSame(mine, toThread(ClassLoadersTck::here));
            Thread.currentThread().setContextClassLoader(others);
            assertSame(others, toThread(ClassLoadersTck::here));
        });
    }

    @LoopTest
    void threadsAreCalledAsTheirTasks(LoopCase loops) {
        loops.run(() -> {
            assertEquals("main", Thread.currentThread().getName());
            assertEquals(
                    "worker",
                    spawn("worker", () -> Thread.currentThread().getName()).await());
            var renamed = spawn("before", () -> {
                yieldNow();
                return Thread.currentThread().getName();
            });
            yieldNow();
            renamed.name("after");
            assertEquals("after", renamed.await());
        });
    }
}
