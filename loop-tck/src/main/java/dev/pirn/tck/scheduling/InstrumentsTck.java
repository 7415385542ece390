package dev.pirn.tck.scheduling;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.ErrorReport;
import dev.pirn.Instrument;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Which calls an instrument of a loop gets. */
class InstrumentsTck {

    /** Writes down the calls for tasks with a certain name. */
    private record Recorder(String name, List<String> log) implements Instrument {

        private void add(Task<?> task, String what) {
            if (task.name().equals(name)) log.add(what);
        }

        @Override
        public void spawned(Task<?> task) {
            add(task, "spawned");
        }

        @Override
        public void scheduled(Task<?> task) {
            add(task, "scheduled");
        }

        @Override
        public void beforeStep(Task<?> task) {
            add(task, "before");
        }

        @Override
        public void afterStep(Task<?> task) {
            add(task, "after");
        }

        @Override
        public void exited(Task<?> task) {
            add(task, task.isDone() ? "exited" : "exited too early");
        }
    }

    @LoopTest
    void case148_theHooksOfATaskFireInOrder(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        try (Runner runner = loops.builder()
                .clock(loops.clock())
                .instrument(new Recorder("watched", log))
                .build()) {
            runner.run(() -> {
                spawn("watched", () -> {
                            log.add("1st step");
                            yieldNow();
                            log.add("2nd step");
                            sleep(Duration.ofHours(1));
                            log.add("3rd step");
                        })
                        .await();
            });
        }
        assertEquals(
                List.of(
                        "spawned",
                        "scheduled",
                        "before",
                        "1st step",
                        "after",
                        "scheduled",
                        "before",
                        "2nd step",
                        "after",
                        "scheduled",
                        "before",
                        "3rd step",
                        "after",
                        "exited"),
                log);
    }

    @LoopTest
    void case148_aCancelledTaskExitsToo(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        try (Runner runner =
                loops.builder().instrument(new Recorder("watched", log)).build()) {
            runner.run(() -> {
                spawn("watched", () -> sleep(Duration.ofHours(1)));
                yieldNow();
            });
        }
        assertEquals("exited", log.getLast());
        assertEquals(1, log.stream().filter("exited"::equals).count());
    }

    @LoopTest
    void case148_oneThatThrowsIsRemovedAndReported(LoopCase loops) {
        IllegalStateException failure = new IllegalStateException("broken instrument");
        AtomicInteger calls = new AtomicInteger();
        List<String> log = new CopyOnWriteArrayList<>();
        Instrument broken = new Instrument() {
            @Override
            public void afterStep(Task<?> task) {
                calls.incrementAndGet();
                throw failure;
            }
        };
        loops.expectReports(1);
        try (Runner runner = loops.builder()
                .instrument(broken)
                .instrument(new Recorder("main", log))
                .build()) {
            runner.run(() -> {
                yieldNow();
                yieldNow();
            });
            assertFalse(runner.loop().removeInstrument(broken));
        }
        assertEquals(1, calls.get());
        assertEquals(3, log.stream().filter("after"::equals).count()); // the others go on
        ErrorReport report = loops.reports().getFirst();
        assertSame(failure, report.failure());
        assertSame(broken, report.source());
    }

    @LoopTest
    void instrumentsComeAndGo(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        loops.run(() -> {
            Loop loop = Loop.current();
            Recorder recorder = new Recorder("watched", log);
            spawn("watched", () -> {}).await();
            loop.addInstrument(recorder);
            spawn("watched", () -> {}).await();
            assertTrue(loop.removeInstrument(recorder));
            assertFalse(loop.removeInstrument(recorder));
            spawn("watched", () -> {}).await();
            Thread elsewhere = Thread.ofPlatform().unstarted(() -> {
                assertThrows(IllegalStateException.class, () -> loop.addInstrument(recorder));
                log.add("refused");
            });
            elsewhere.start();
            elsewhere.join();
        });
        assertEquals(List.of("spawned", "scheduled", "before", "after", "exited", "refused"), log);
    }
}
