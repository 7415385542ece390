package dev.pirn.junit;

import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.tck.VirtualClock;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * The JUnit extension behind {@link PirnTest}: the combinations, the parameters, and what happens around a method.
 * Needs no registration of its own.
 */
public final class PirnExtension
        implements TestTemplateInvocationContextProvider,
                BeforeEachCallback,
                AfterEachCallback,
                InvocationInterceptor,
                ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PirnExtension.class);
    private static final List<Class<?>> PARAMETERS = List.of(Loop.class, Runner.class, VirtualClock.class);

    /** Makes the extension; JUnit does. */
    public PirnExtension() {}

    // the invocations of a method

    /**
     * Another template on the method, such as {@code @ParameterizedTest}, makes the invocations, and this only runs
     * them.
     */
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return !isTemplateOfAnother(context.getRequiredTestMethod());
    }

    private static boolean isTemplateOfAnother(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> AnnotationSupport.isAnnotated(type, TestTemplate.class) && !isOurs(type));
    }

    private static boolean isOurs(Class<? extends Annotation> type) {
        return type == PirnTest.class || AnnotationSupport.isAnnotated(type, PirnTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return Setting.of(annotation(context)).stream().map(In::new);
    }

    private record In(Setting setting) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return setting.toString();
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            context.getStore(NAMESPACE).put(Setting.class, setting);
        }
    }

    // around one invocation

    @Override
    public void beforeEach(ExtensionContext context) {
        Setting setting = setting(context);
        setting.missing().ifPresent(why -> {
            throw new TestAbortedException("skipped: " + why);
        });
        boolean alone = !context.getConfigurationParameter("junit.jupiter.execution.parallel.enabled")
                .map(Boolean::parseBoolean)
                .orElse(false);
        context.getStore(NAMESPACE).put(LoopUnderTest.class, new LoopUnderTest(annotation(context), setting, alone));
    }

    private static Setting setting(ExtensionContext context) {
        Setting chosen = context.getStore(NAMESPACE).get(Setting.class, Setting.class);
        if (chosen != null) return chosen;
        List<Setting> named = Setting.of(annotation(context));
        if (named.size() == 1) return named.getFirst();
        throw new ExtensionConfigurationException(
                "a @PirnTest that is a @ParameterizedTest or @RepeatedTest, too, runs in one "
                        + "combination, and here are " + named
                        + ": name one, or put the parameters at the class by @ParameterizedClass");
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        underTest(context).orElseThrow().run(invocation::proceed);
    }

    /** What a failed test leaves behind would only hide why it failed. */
    @Override
    public void afterEach(ExtensionContext context) {
        Optional<LoopUnderTest> tested = underTest(context);
        if (tested.isEmpty()) return; // skipped
        context.getStore(NAMESPACE).remove(LoopUnderTest.class);
        if (context.getExecutionException().isPresent()) tested.get().close();
        else tested.get().checkAndClose();
    }

    private static Optional<LoopUnderTest> underTest(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(LoopUnderTest.class, LoopUnderTest.class));
    }

    private static PirnTest annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), PirnTest.class)
                .orElseThrow();
    }

    // parameters

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.contains(parameter.getParameter().getType())
                && underTest(context).isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LoopUnderTest tested = underTest(context).orElseThrow();
        Class<?> type = parameter.getParameter().getType();
        if (type == Runner.class) return tested.runner();
        if (type == Loop.class) return tested.runner().loop();
        return tested.clock()
                .orElseThrow(() -> new ParameterResolutionException(
                        "a VirtualClock is there in virtual time only: say @PirnTest(virtualTime = true)"));
    }
}
