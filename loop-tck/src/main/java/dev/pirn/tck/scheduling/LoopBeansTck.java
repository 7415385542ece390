package dev.pirn.tck.scheduling;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.LoopBean;
import dev.pirn.LoopClosedException;
import dev.pirn.Runner;
import dev.pirn.observe.LoopMXBean;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Loops as the JVM's own MBean server shows them. */
public final class LoopBeansTck {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private LoopBeansTck() {}

    @LoopTest
    void aRegisteredLoopTellsWhatItDoes(LoopCase loops) {
        loops.run(() -> {
            try (LoopBean registered = LoopBean.register(Loop.current())) {
                LoopMXBean bean = bean(registered);
                bean.getTurns(); // measuring begins
                spawn("sleeper", () -> sleep(Duration.ofHours(1)));
                sleep(Duration.ofMillis(150)); // until these figures are old
                assertTrue(bean.getTurns() > 0);
                assertTrue(bean.getSteps() > 0);
                assertTrue(bean.getBusyNanos() > 0);
                assertTrue(bean.getPollNanos() > 0);
                assertTrue(bean.getStepP50Nanos() > 0);
                assertTrue(bean.getStepP99Nanos() >= bean.getStepP50Nanos());
                assertEquals(2, bean.getTaskCount());
                assertTrue(bean.getTimers() >= 1);
                assertEquals(Loop.current().backend(), bean.getBackend());
                assertEquals(loops.coroutines(), bean.getCoroutines());
                assertTrue(bean.isRunning());
                assertFalse(bean.getName().isEmpty());
            }
        });
    }

    @LoopTest
    void theDumpIsOfItsOwnTasks(LoopCase loops) {
        try (Runner other = loops.builder().build()) {
            loops.run(() -> {
                other.loop();
                try (LoopBean registered = LoopBean.register(Loop.current())) {
                    spawn("sleeper", () -> sleep(Duration.ofHours(1)));
                    yieldNow();
                    String text = toThread(() -> bean(registered).dump());
                    assertTrue(text.contains("sleeper"), text);
                    assertEquals(
                            1,
                            text.lines().filter(line -> line.contains("loop ")).count(),
                            text);
                }
            });
        }
    }

    @LoopTest
    void itGoesWithItsLoop(LoopCase loops) throws JMException {
        ObjectName name;
        try (Runner runner = loops.builder().build()) {
            LoopBean registered = LoopBean.register(runner.loop());
            assertSame(registered, LoopBean.register(runner.loop()));
            name = new ObjectName(registered.name());
            assertTrue(SERVER.isRegistered(name));
            assertEquals(false, SERVER.getAttribute(name, "Running"));
        }
        assertFalse(SERVER.isRegistered(name));
    }

    @LoopTest
    void itGoesWhenItIsClosedAndCanComeBack(LoopCase loops) throws JMException {
        try (Runner runner = loops.builder().build()) {
            LoopBean registered = LoopBean.register(runner.loop());
            ObjectName name = new ObjectName(registered.name());
            registered.close();
            registered.close();
            assertFalse(SERVER.isRegistered(name));
            LoopBean.register(runner.loop());
            assertTrue(SERVER.isRegistered(name));
        }
    }

    @LoopTest
    void aClosedLoopIsRefused(LoopCase loops) {
        Runner runner = loops.builder().build();
        Loop loop = runner.loop();
        runner.close();
        assertThrows(LoopClosedException.class, () -> LoopBean.register(loop));
    }

    @LoopTest
    void aLoopThatIsStuckAnswersAllTheSame(LoopCase loops) throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Runner runner = loops.sharedBuilder().stall(Duration.ZERO).build()) {
            LoopBean registered = LoopBean.register(runner.loop());
            bean(registered).getTurns(); // measuring begins
            Thread runs = Thread.ofPlatform().start(() -> runner.run(() -> hold(stuck, go)));
            stuck.await();
            try {
                assertAllAnswer(registered);
                assertTrue(bean(registered).dump().contains("main"));
            } finally {
                go.countDown();
                runs.join();
            }
        }
    }

    /** Holds the loop, whatever the engine. */
    private static void hold(CountDownLatch stuck, CountDownLatch go) {
        stuck.countDown();
        while (go.getCount() > 0) Thread.onSpinWait();
    }

    private static void assertAllAnswer(LoopBean registered) {
        try {
            ObjectName name = new ObjectName(registered.name());
            String[] all = Arrays.stream(SERVER.getMBeanInfo(name).getAttributes())
                    .map(MBeanAttributeInfo::getName)
                    .toArray(String[]::new);
            assertEquals(
                    16,
                    SERVER.getAttributes(name, all).asList().stream()
                            .map(Attribute::getName)
                            .count());
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private static LoopMXBean bean(LoopBean registered) {
        try {
            return JMX.newMXBeanProxy(SERVER, new ObjectName(registered.name()), LoopMXBean.class);
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }
}
