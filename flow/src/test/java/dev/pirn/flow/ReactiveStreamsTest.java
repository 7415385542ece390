package dev.pirn.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.ITestListener;
import org.testng.ITestResult;
import org.testng.TestNG;
import org.testng.annotations.Test;

/** The TCK of Reactive Streams, which is written for TestNG: each of its tests appears here under its own name. */
class ReactiveStreamsTest {

    private static final long SILENCE_MILLIS = 20;
    private static final long TIMEOUT_MILLIS = 2_000;

    private static Runner runner;
    private static Promise<String> end;
    private static Thread thread;

    private static Runner runner() {
        return Runner.builder().loop("nio").cancelOnSigint(false).build();
    }

    @BeforeAll
    static void startLoop() {
        runner = runner();
        end = runner.loop().promise();
        thread = Thread.ofPlatform().name("loop of the TCK").start(() -> runner.run(() -> end.await()));
    }

    @AfterAll
    static void stopLoop() throws InterruptedException {
        end.complete("over");
        thread.join();
        runner.close();
    }

    private static TestEnvironment environment() {
        return new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS);
    }

    @TestFactory
    Stream<DynamicTest> aPublisherOfAGenerator() {
        return run(PublisherTck.class);
    }

    @TestFactory
    Stream<DynamicTest> theSubscriberOfAGenerator() {
        return run(SubscriberTck.class);
    }

    private static Stream<DynamicTest> run(Class<?> suite) {
        Results results = new Results();
        TestNG tests = new TestNG(false);
        tests.setTestClasses(new Class<?>[] {suite});
        tests.addListener(results);
        tests.setVerbose(0);
        tests.run();
        assertTrue(results.all.size() > 20, () -> "only so many tests ran: " + results.all.size());
        List<ITestResult> sorted = new ArrayList<>(results.all);
        sorted.sort(Comparator.comparing(ITestResult::getName));
        return sorted.stream().map(result -> DynamicTest.dynamicTest(result.getName(), () -> report(result)));
    }

    /** Nothing that is required may be skipped, except what the TCK itself has no test for. */
    private static void report(ITestResult result) throws Throwable {
        Throwable thrown = result.getThrowable();
        switch (result.getStatus()) {
            case ITestResult.SUCCESS -> {}
            case ITestResult.SKIP -> {
                boolean mayBeSkipped = result.getName().startsWith("optional_")
                        || result.getName().startsWith("untested_")
                        || result.getName().startsWith("stochastic_");
                assertTrue(mayBeSkipped, () -> "skipped: " + thrown);
                throw new TestAbortedException(
                        String.valueOf(thrown == null ? "skipped" : thrown.getMessage()), thrown);
            }
            default -> throw thrown == null ? new AssertionError("failed without a reason") : thrown;
        }
    }

    private static final class Results implements ITestListener {
        private final List<ITestResult> all = new ArrayList<>();

        @Override
        public void onTestSuccess(ITestResult result) {
            all.add(result);
        }

        @Override
        public void onTestFailure(ITestResult result) {
            all.add(result);
        }

        @Override
        public void onTestSkipped(ITestResult result) {
            all.add(result);
        }
    }

    /** A publisher of the numbers from 0, some of which await before they come. */
    @Test
    public static final class PublisherTck extends FlowPublisherVerification<Long> {

        /** Creates the suite. */
        public PublisherTck() {
            super(environment());
        }

        @Override
        public Flow.Publisher<Long> createFlowPublisher(long elements) {
            return Publishers.of(
                    runner.loop(),
                    () -> Generator.of(out -> {
                        for (long i = 0; i < elements; i++) {
                            if (i % 3 == 0) dev.pirn.Async.yieldNow();
                            out.yield(i);
                        }
                    }));
        }

        @Override
        public Flow.Publisher<Long> createFailedFlowPublisher() {
            return Publishers.of(runner.loop(), () -> {
                throw new IllegalStateException("no generator today");
            });
        }
    }

    /** What {@link Publishers#generator} subscribes. */
    @Test
    public static final class SubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {

        /** Creates the suite. */
        public SubscriberTck() {
            super(environment());
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            return new FlowSubscriber<>(16);
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    @org.junit.jupiter.api.Test
    void aSubscriptionToAClosedLoopFails() {
        Loop closed;
        try (Runner other = runner()) {
            closed = other.loop();
        }
        FlowSubscriber<Integer> reception = new FlowSubscriber<>(1);
        Publishers.of(closed, () -> Generator.<Integer>of(out -> out.yield(1))).subscribe(reception);
        Throwable failure =
                org.junit.jupiter.api.Assertions.assertThrows(dev.pirn.LoopClosedException.class, reception::await);
        assertEquals(true, String.valueOf(failure.getMessage()).contains("closed"));
    }
}
