package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.checkpoint;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Coroutines are virtual threads that the loop schedules: the nine rules that this takes, each as a test. */
class CoroutinesTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void aCoroutineIsAVirtualThreadOfItsOwn(LoopCase loops) {
        loops.runVirtual(() -> {
            Thread main = Thread.currentThread();
            assertTrue(main.isVirtual());
            Thread child = await(spawn("child", Thread::currentThread));
            assertTrue(child.isVirtual());
            assertEquals("child", child.getName());
            assertFalse(main == child);
            yieldNow();
            assertTrue(main == Thread.currentThread());
        });
    }

    @LoopTest
    void aCoroutineThatNeverSuspendsYieldsAfter128ReadyOperations(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> done = loop.promise();
            done.complete("x");
            assertEquals(128, operationsUntilACallbackRan(() -> await(done)));
            assertEquals(128, operationsUntilACallbackRan(() -> checkpoint()));
        });
    }

    private static int operationsUntilACallbackRan(Runnable operation) {
        yieldNow();
        boolean[] ran = new boolean[1];
        Loop.current().callSoon(() -> ran[0] = true);
        int operations = 0;
        while (!ran[0] && operations < 1000) {
            operation.run();
            operations++;
        }
        return operations;
    }

    // A scheduler that throws or blocks strands the coroutine: here it is called by foreign threads all at once.
    @LoopTest(coroutines = "loop")
    void rule1_aCoroutineIsNeverLostByItsScheduler(LoopCase loops) {
        int coroutines = 200;
        LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        List<Integer> taken = new ArrayList<>();
        loops.run(() -> {
            List<Task<Boolean>> takers = new ArrayList<>();
            for (int i = 0; i < coroutines; i++) {
                takers.add(spawn(() -> taken.add(queue.take())));
            }
            yieldNow();
            for (int thread = 0; thread < 4; thread++) {
                int first = thread;
                Thread.ofPlatform().start(() -> {
                    for (int i = first; i < coroutines; i += 4) {
                        queue.add(i);
                    }
                });
            }
            for (Task<Boolean> taker : takers) {
                await(taker);
            }
        });
        assertEquals(
                IntStream.range(0, coroutines).boxed().toList(),
                taken.stream().sorted().toList());
    }

    @LoopTest
    void rule2_whoIsOnTheLoopGoesByTheCarrier(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            Loop idle = runner.loop();
            loops.run(() -> {
                Loop loop = Loop.current();
                List<Boolean> seen = new ArrayList<>();
                assertTrue(loop.onLoop());
                assertFalse(idle.onLoop());
                loop.callSoon(() -> seen.add(loop.onLoop()));
                loop.callSoon(() -> seen.add(idle.onLoop()));
                yieldNow();
                assertEquals(List.of(true, false), seen);
                CountDownLatch looked = new CountDownLatch(2);
                List<Thread> threads = List.of(
                        Thread.ofPlatform().unstarted(() -> look(loop, looked)),
                        Thread.ofVirtual().unstarted(() -> look(loop, looked)));
                threads.forEach(Thread::start);
                assertTrue(dev.pirn.Async.toThread(() -> looked.await(10, TimeUnit.SECONDS)));
            });
        }
    }

    private static void look(Loop loop, CountDownLatch looked) {
        if (!loop.onLoop() && Loop.currentOrNull() == null) {
            looked.countDown();
        }
    }

    // The coroutine holds the loop until the child has run: a child on our loop would never get there.
    @LoopTest(coroutines = "loop")
    void rule3_aVirtualThreadMadeInACoroutineIsNotOurs(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            CountDownLatch child = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> look(loop, child));
            long patience = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (child.getCount() > 0 && System.nanoTime() < patience) {
                Thread.onSpinWait();
            }
            assertEquals(0, child.getCount());
        });
    }

    // Only the first user of a blocking socket in a JVM can go wrong, so it takes a JVM.
    @LoopTest(coroutines = "loop")
    void rule4_theSocketPollersOfTheJvmAreNotOurs(LoopCase loops) throws Exception {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Dpirn.loop=" + loops.backend(),
                        "-Dpirn.coroutines=loop",
                        "-Dpirn.debug=" + loops.debug(),
                        "-cp",
                        classPath(),
                        SocketProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, jvm.waitFor(), output);
    }

    /** {@return the class path for another JVM} */
    static String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("java.class.path"), System.getProperty("jdk.module.path"))
                        .filter(path -> path != null && !path.isEmpty())
                        .toList());
    }

    @LoopTest(coroutines = "loop")
    void rule5_afterItsLoopClosedAStrandedCoroutineStillCleansUp(LoopCase loops) throws InterruptedException {
        Semaphore permit = new Semaphore(0);
        CountDownLatch cleanedUp = new CountDownLatch(1);
        Runner runner = loops.builder().build();
        Loop loop = runner.loop();
        Task<?> stranded = loop.spawn(() -> {
            try {
                permit.acquireUninterruptibly();
            } finally {
                cleanedUp.countDown();
            }
        });
        loops.settle(loop);
        runner.close();
        assertEquals(1, cleanedUp.getCount());
        permit.release();
        assertTrue(cleanedUp.await(10, TimeUnit.SECONDS));
        while (!stranded.isDone()) {
            Thread.onSpinWait();
        }
    }

    @LoopTest(coroutines = "loop")
    void rule5_soDoesOneThatWasAboutToRunWhenItsLoopClosed(LoopCase loops) throws InterruptedException {
        Semaphore permit = new Semaphore(0);
        CountDownLatch cleanedUp = new CountDownLatch(1);
        Runner runner = loops.builder().build();
        Loop loop = runner.loop();
        Task<?> stranded = loop.spawn(() -> {
            try {
                permit.acquireUninterruptibly();
            } finally {
                cleanedUp.countDown();
            }
        });
        loops.settle(loop);
        permit.release(); // the coroutine now stands in the loop's inbox
        runner.close();
        assertTrue(cleanedUp.await(10, TimeUnit.SECONDS));
        while (!stranded.isDone()) {
            Thread.onSpinWait();
        }
    }

    @LoopTest
    void rule6_theCoroutinesOfALoopAreOneContainerInAThreadDump(LoopCase loops) {
        loops.run(() -> {
            Promise<String> gate = Loop.current().promise();
            Task<String> left = spawn("rule6-left", () -> await(gate));
            Task<String> right = spawn("rule6-right", () -> await(gate));
            yieldNow();
            List<String> containers = Arrays.stream(threadDump().split("\"container\":"))
                    .filter(container -> container.contains("rule6-"))
                    .toList();
            assertEquals(1, containers.size());
            assertTrue(containers.getFirst().contains("rule6-left"));
            assertTrue(containers.getFirst().contains("rule6-right"));
            gate.complete("open");
            await(left);
            await(right);
        });
    }

    private static String threadDump() throws IOException {
        Path directory = Files.createTempDirectory("pirn-tck");
        Path file = directory.resolve("threads.json");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
            return Files.readString(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    @LoopTest
    void rule6_anAbandonedLoopIsCollectedWithItsCoroutines(LoopCase loops) {
        Garbage.assertCollected(abandonedLoop(loops));
    }

    private static WeakReference<Loop> abandonedLoop(LoopCase loops) {
        // Not the builder of the case, which rightly wants its runners closed.
        Runner runner = Runner.builder()
                .loop(loops.backend())
                .coroutines(loops.coroutines())
                .debug(loops.debug())
                .build();
        Loop loop = runner.loop();
        Promise<String> never = loop.promise();
        loop.spawn(() -> never.await());
        loops.settle(loop);
        return new WeakReference<>(loop);
    }

    @LoopTest
    void rule7_aStalePermitEndsNoWait(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            LockSupport.unpark(Thread.currentThread());
            sleep(HOUR);
            assertEquals(HOUR.toNanos(), loop.time() - start);

            Promise<String> promise = loop.promise();
            Thread waiting = Thread.currentThread();
            loop.callSoon(() -> LockSupport.unpark(waiting));
            loop.callLater(HOUR, () -> promise.complete("now"));
            LockSupport.unpark(waiting);
            assertEquals("now", await(promise));
            assertEquals(HOUR.multipliedBy(2).toNanos(), loop.time() - start);
        });
    }

    @LoopTest
    void rule7_norDoesAnInterrupt(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            Thread waiting = Thread.currentThread();
            loop.callSoon(waiting::interrupt);
            sleep(HOUR);
            assertEquals(HOUR.toNanos(), loop.time() - start);
            assertTrue(Thread.interrupted());
        });
    }

    @LoopTest
    void rule7_aTaskIsResumedOnceATurn(LoopCase loops) {
        List<String> log = new ArrayList<>();
        Loop loop = loops.handTurned();
        Promise<String> first = loop.promise();
        Promise<String> second = loop.promise();
        loop.spawn(() -> {
            log.add(await(first));
            log.add(await(second));
            yieldNow();
            log.add("end");
        });
        loops.settle(loop);
        loop.callSoon(() -> {
            first.complete("first");
            second.complete("second");
        });
        loop.turn();
        assertEquals(List.of(), log);
        loop.turn();
        assertEquals(List.of("first", "second"), log);
        loop.turn();
        assertEquals(List.of("first", "second", "end"), log);
    }

    // Whatever a coroutine locks while it waits, the loop does not need it.
    @LoopTest
    void rule8_theLoopTakesNoLockThatACoroutineMayHold(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> gate = loop.promise();
            Task<?> holder = spawn("holder", () -> {
                synchronized (loop) {
                    synchronized (gate) {
                        synchronized (dev.pirn.Async.currentTask()) {
                            await(gate);
                            log.add("holder went on");
                        }
                    }
                }
            });
            yieldNow();
            loop.callSoon(() -> log.add("callback"));
            loop.callLater(HOUR, () -> gate.complete("open"));
            await(spawn(() -> log.add("task")));
            await(holder);
        });
        assertEquals(List.of("callback", "task", "holder went on"), log);
    }

    @LoopTest
    void rule8_aCallbackCannotWait(LoopCase loops) {
        loops.expectReports(2);
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> never = loop.promise();
            loop.callSoon(() -> sleep(HOUR));
            loop.callSoon(() -> await(never));
            yieldNow();
        });
        loops.reports().forEach(report -> {
            assertInstanceOf(IllegalStateException.class, report.failure());
            assertTrue(String.valueOf(report.failure()).contains("callback"), report::toString);
        });
    }

    @LoopTest
    void rule9_ourSleepIsATimerOfTheLoop(LoopCase loops) {
        Loop loop = loops.handTurned();
        Task<String> sleeper = loop.spawn(() -> {
            sleep(HOUR);
            return "slept";
        });
        loops.settle(loop);
        assertEquals(1, loop.timerCount());
        loops.clock().advance(HOUR);
        loop.turn();
        loop.turn(); // no other entry had to wake it
        assertTrue(sleeper.isDone());
        assertEquals(0, loop.timerCount());
    }

    @LoopTest
    void rule9_theSleepOfTheJdkWorksToo(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            Thread.sleep(1);
            assertTrue(loop.onLoop());
            sleep(Duration.ofMillis(1));
            yieldNow();
        });
    }

    @LoopTest
    void aTaskTellsWhereItIsSuspended(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> gate = Loop.current().promise();
            Task<String> task = spawn(() -> waitsHere(gate));
            assertEquals(0, task.stack().length);
            yieldNow();
            assertTrue(
                    Arrays.stream(task.stack())
                            .anyMatch(frame -> frame.getMethodName().equals("waitsHere")),
                    () -> Arrays.toString(task.stack()));
            gate.complete("open");
            assertEquals("open", await(task));
        });
    }

    private static String waitsHere(Promise<String> gate) {
        return await(gate);
    }

    @LoopTest
    void threadLocalsBelongToTheCoroutine(LoopCase loops) {
        ThreadLocal<String> local = new ThreadLocal<>();
        loops.runVirtual(() -> {
            local.set("main");
            assertNull(await(spawn(() -> {
                String inherited = local.get();
                local.set("child");
                yieldNow();
                assertEquals("child", local.get());
                return inherited;
            })));
            assertEquals("main", local.get());
        });
        assertNull(local.get());
    }

    @LoopTest
    void outsideACoroutineNothingSuspends(LoopCase loops) {
        assertThrows(IllegalStateException.class, () -> yieldNow());
        assertThrows(IllegalStateException.class, () -> sleep(HOUR));
        assertThrows(IllegalStateException.class, () -> spawn(() -> "never"));
        loops.runVirtual(() -> yieldNow());
    }
}
