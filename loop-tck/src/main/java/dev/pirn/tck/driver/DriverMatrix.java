package dev.pirn.tck.driver;

import dev.pirn.spi.LoopProvider;
import dev.pirn.tck.LoopMatrix;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * The JUnit extension behind {@link DriverTest}: backends × shared and confined. {@code pirn.tck.backend} narrows it.
 */
final class DriverMatrix implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        List<TestTemplateInvocationContext> cases = new ArrayList<>();
        for (LoopProvider backend : LoopMatrix.backends()) {
            List<Extension> differs = LoopMatrix.expected(backend.name(), context.getRequiredTestMethod());
            cases.add(new Cell(new DriverCase(backend, false), differs));
            cases.add(new Cell(new DriverCase(backend, true), differs));
        }
        return cases.stream();
    }

    /** One cell: opens its driver on the thread of the test, and checks it there afterwards. */
    private record Cell(DriverCase net, List<Extension> differs)
            implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {

        @Override
        public String getDisplayName(int invocationIndex) {
            return net.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return Stream.concat(Stream.of(this), differs.stream()).toList();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == DriverCase.class;
        }

        @Override
        public DriverCase resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return net;
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            try (net) {
                net.open();
                test.proceed();
            }
        }
    }
}
