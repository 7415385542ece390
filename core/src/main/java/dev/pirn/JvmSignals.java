package dev.pirn;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Signal: the JVM's way to handle signals. The JDK has no public one; {@code sun.misc.Signal} of the module {@code
 * jdk.unsupported} is what everybody uses. It is called by reflection because javac warns about it in a way that
 * cannot be turned off.
 */
final class JvmSignals {

    private JvmSignals() {}

    /** {@return a handler that passes each signal on, in a thread of the JVM's} */
    static Object handler(Consumer<Signal> receiver) {
        return Proxy.newProxyInstance(
                JvmSignals.class.getClassLoader(),
                new Class<?>[] {type("sun.misc.SignalHandler")},
                (self, method, args) -> {
                    if (!method.getName().equals("handle"))
                        return MethodHandles.zero(method.getReturnType()).invoke();
                    receiver.accept(Signal.valueOf(nameOf(args[0])));
                    return null;
                });
    }

    private static String nameOf(Object signal) throws ReflectiveOperationException {
        return (String) signal.getClass().getMethod("getName").invoke(signal);
    }

    /** Sets a signal's handler and returns the one before. Fails if the JVM does not give it away, or has none. */
    static @Nullable Object handle(Signal signal, @Nullable Object handler) {
        Class<?> signalType = type("sun.misc.Signal");
        try {
            Object jvms = signalType.getConstructor(String.class).newInstance(signal.name());
            Method handle = signalType.getMethod("handle", signalType, type("sun.misc.SignalHandler"));
            return handle.invoke(null, jvms, handler);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    signal.longName() + " cannot be handled: the JVM has it for itself, or the system does not know it",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("this JVM has another sun.misc.Signal", e);
        }
    }

    /** {@return whether a handler is what the JVM started with} That comes back wrapped, one of a program as it is. */
    static boolean isJvms(@Nullable Object handler) {
        return handler != null && handler.getClass().getName().equals("sun.misc.Signal$SunMiscHandler");
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException(
                    "signals need the module jdk.unsupported (--add-modules jdk.unsupported adds it)", e);
        }
    }
}
