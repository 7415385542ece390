package dev.pirn.tck;

import dev.pirn.Loop;
import dev.pirn.spi.LoopProvider;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit extension behind {@link LoopTest}: backends × drivers × coroutine engines × debug off and on.
 *
 * <p>System properties narrow it: {@code pirn.tck.backend} and {@code pirn.tck.coroutines} name the one to run, {@code
 * pirn.tck.seed} repeats a random run; the name of each test contains its seed.
 */
public final class LoopMatrix implements TestTemplateInvocationContextProvider {

    private static final boolean LOOP_ENGINE_POSSIBLE =
            Object.class.getModule().isOpen("java.lang", Loop.class.getModule());

    /** Makes the extension; JUnit does. */
    public LoopMatrix() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), LoopTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        LoopTest test = AnnotationSupport.findAnnotation(context.getTestMethod(), LoopTest.class)
                .orElseThrow();
        long seed = Long.getLong("pirn.tck.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        List<TestTemplateInvocationContext> cases = new ArrayList<>();
        for (LoopProvider backend : backends()) {
            List<Extension> differs = expected(backend.name(), context.getRequiredTestMethod());
            for (String engine : chosen(test.coroutines(), System.getProperty("pirn.tck.coroutines"))) {
                for (boolean debug : new boolean[] {false, true}) {
                    cases.add(new Invocation(new LoopCase.Setting(backend, engine, debug, false, seed), differs));
                    if (test.io()) {
                        cases.add(new Invocation(new LoopCase.Setting(backend, engine, debug, true, seed), differs));
                    }
                }
            }
        }
        return cases.stream();
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        // A test of one engine has nothing to run when the other engine was asked for.
        return System.getProperty("pirn.tck.coroutines") != null;
    }

    /**
     * {@return the providers to test: those that are available here, or the one that was asked for}
     *
     * @throws IllegalStateException if there is none
     */
    public static List<LoopProvider> backends() {
        String wanted = System.getProperty("pirn.tck.backend");
        List<LoopProvider> chosen = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (LoopProvider provider : ServiceLoader.load(LoopProvider.class)) {
            LoopProvider.Availability availability = provider.availability();
            if (!availability.isAvailable()) {
                passedOver.add(provider.name() + " (" + availability.reason() + ")");
            } else if (wanted == null || wanted.equals(provider.name())) {
                chosen.add(provider);
            } else {
                passedOver.add(provider.name() + " (not asked for)");
            }
        }
        if (chosen.isEmpty()) {
            String asked = wanted == null ? "" : " named " + wanted;
            throw new IllegalStateException("no loop provider" + asked + " to test; found: " + passedOver);
        }
        return chosen;
    }

    /**
     * {@return what JUnit has to do about a test that is {@linkplain KnownDifferences known} to fail on a backend;
     * nothing for all others}
     *
     * @param backend the name of the backend
     * @param test the test's method
     */
    public static List<Extension> expected(String backend, Method test) {
        return ExpectedDifferences.REGISTERED
                .reason(backend, test)
                .map(reason -> List.<Extension>of(new ExpectedDifferences.Expected(reason)))
                .orElse(List.of());
    }

    private static List<String> chosen(String[] engines, String wanted) {
        return Arrays.stream(engines)
                .filter(engine -> wanted == null || wanted.equals(engine))
                .toList();
    }

    /** One cell of the matrix: names it, hands out its {@link LoopCase}, and checks that afterwards. */
    private record Invocation(LoopCase.Setting setting, List<Extension> differs)
            implements TestTemplateInvocationContext, ParameterResolver, BeforeEachCallback, AfterEachCallback {

        private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LoopMatrix.class);

        @Override
        public String getDisplayName(int invocationIndex) {
            return setting.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return Stream.concat(Stream.of(this), differs.stream()).toList();
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            Assumptions.assumeTrue(
                    !setting.coroutines().equals("loop") || LOOP_ENGINE_POSSIBLE,
                    "needs --add-opens java.base/java.lang=" + moduleName(Loop.class.getModule()));
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == LoopCase.class;
        }

        @Override
        public LoopCase resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(NAMESPACE)
                    .getOrComputeIfAbsent(LoopCase.class, type -> new LoopCase(setting), LoopCase.class);
        }

        @Override
        public void afterEach(ExtensionContext context) {
            LoopCase loops = context.getStore(NAMESPACE).remove(LoopCase.class, LoopCase.class);
            // What a failed test leaves behind would only hide why it failed.
            if (loops != null && context.getExecutionException().isEmpty()) {
                loops.checkLeaks();
            }
        }

        private static String moduleName(Module module) {
            return module.isNamed() ? module.getName() : "ALL-UNNAMED";
        }
    }
}
