package dev.pirn.tck;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** The {@link KnownDifferences} of all backends, and what becomes of the tests that are listed. */
final class ExpectedDifferences {

    /** Those that are found as services. Empty here, and it should stay so. */
    static final ExpectedDifferences REGISTERED =
            new ExpectedDifferences(ServiceLoader.load(KnownDifferences.class).stream()
                    .flatMap(known -> known.get().differences().stream())
                    .toList());

    private final List<KnownDifferences.Difference> differences;

    ExpectedDifferences(List<KnownDifferences.Difference> differences) {
        this.differences = differences;
    }

    /** {@return why a test is expected to fail on a backend; empty if it is not} */
    Optional<String> reason(String backend, Method test) {
        String name = test.getDeclaringClass().getSimpleName() + "." + test.getName();
        return differences.stream()
                .filter(difference -> difference.backend().equals(backend)
                        && difference.test().equals(name))
                .map(KnownDifferences.Difference::reason)
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
