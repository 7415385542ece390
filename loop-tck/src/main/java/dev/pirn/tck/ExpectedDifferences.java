package dev.pirn.tck;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Where a backend is known to behave differently from the others, and why. A test that is listed here is reported as
 * skipped, with the reason, when it fails; when it passes, it fails, so that the list cannot outlive its reasons.
 */
final class ExpectedDifferences {

    /** Empty, and it should stay so. */
    static final ExpectedDifferences REGISTERED = new ExpectedDifferences(List.of());

    private final List<Difference> differences;

    ExpectedDifferences(List<Difference> differences) {
        this.differences = differences;
    }

    /**
     * One difference.
     *
     * @param backend the name of the provider
     * @param test the simple name of the class, a dot, and the method
     * @param reason why the backend cannot behave as the test asks
     */
    record Difference(String backend, String test, String reason) {}

    /** {@return why a test is expected to fail on a backend; empty if it is not} */
    Optional<String> reason(String backend, Method test) {
        String name = test.getDeclaringClass().getSimpleName() + "." + test.getName();
        return differences.stream()
                .filter(difference -> difference.backend().equals(backend)
                        && difference.test().equals(name))
                .map(Difference::reason)
                .findFirst();
    }

    /** The JUnit extension of a test that is expected to fail. */
    record Expected(String reason) implements TestExecutionExceptionHandler, AfterTestExecutionCallback {

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
            throw new TestAbortedException("expected difference: " + reason, failure);
        }

        @Override
        public void afterTestExecution(ExtensionContext context) {
            if (context.getExecutionException().isEmpty()) {
                Assertions.fail("unexpected pass: no difference any more, or its reason is wrong: " + reason);
            }
        }
    }
}
