package dev.pirn.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** What is listed as different is skipped when it fails, and fails when it does not. */
class ExpectedDifferencesTest {

    private static final String INNER = "pirn.test.differences";

    private final ExpectedDifferences differences = new ExpectedDifferences(
            List.of(new KnownDifferences.Difference("fake", "Example.fails", "it has no such thing")));

    @Test
    void onlyTheListedTestOfTheListedBackendDiffers() throws NoSuchMethodException {
        Method fails = Example.class.getDeclaredMethod("fails");
        Method passes = Example.class.getDeclaredMethod("passes");
        assertEquals(Optional.of("it has no such thing"), differences.reason("fake", fails));
        assertEquals(Optional.empty(), differences.reason("fake", passes));
        assertEquals(Optional.empty(), differences.reason("nio", fails));
    }

    @Test
    void theTestsOfABackendListItsDifferencesAsAService() throws NoSuchMethodException {
        Method passes = Example.class.getDeclaredMethod("passes");
        assertEquals(Optional.of(Registered.REASON), ExpectedDifferences.REGISTERED.reason(Registered.BACKEND, passes));
        assertEquals(1, LoopMatrix.expected(Registered.BACKEND, passes).size());
        assertEquals(List.of(), LoopMatrix.expected("nio", passes));
    }

    /** Named in {@code META-INF/services}. */
    public static final class Registered implements KnownDifferences {

        static final String BACKEND = "registered";
        static final String REASON = "this system has no such thing";

        /** For {@link java.util.ServiceLoader}. */
        public Registered() {}

        @Override
        public List<Difference> differences() {
            return List.of(new Difference(BACKEND, "Example.passes", REASON));
        }
    }

    @Test
    void aFailureIsSkippedAndAPassFails() {
        System.setProperty(INNER, "run");
        try {
            Events tests = EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(Example.class))
                    .execute()
                    .testEvents();
            assertEquals(1, tests.aborted().count());
            assertEquals(1, tests.failed().count());
            assertEquals(0, tests.succeeded().count());
        } finally {
            System.clearProperty(INNER);
        }
    }

    /** Run by the test above, and by nothing else. */
    @EnabledIfSystemProperty(named = INNER, matches = "run")
    static class Example {

        @RegisterExtension
        final ExpectedDifferences.Expected expected = new ExpectedDifferences.Expected("it has no such thing");

        @Test
        void fails() {
            Assertions.fail("as expected");
        }

        @Test
        void passes() {
            // Passes, against expectation.
        }
    }
}
