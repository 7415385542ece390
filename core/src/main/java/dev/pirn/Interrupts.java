package dev.pirn;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * SIGINT while a run is on: the first one cancels the main task, the second one ends the JVM at once.
 *
 * <p>The JDK has no public way to handle signals; {@code sun.misc.Signal} of the module {@code jdk.unsupported} is what
 * everybody uses. It is called by reflection because javac warns about it in a way that cannot be turned off.
 */
final class Interrupts {

    /** What takes the handler away again. */
    interface Restore extends AutoCloseable {
        @Override
        void close();
    }

    static final Restore NONE = () -> {};

    /** 128 + SIGINT: how a shell reports it. */
    private static final int EXIT_CODE = 130;

    private Interrupts() {}

    static Restore cancelling(TaskCore<?> main) {
        try {
            return install(main);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return NONE; // no such module, or the JVM was started with -Xrs
        }
    }

    private static Restore install(TaskCore<?> main) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Method handle = signalType.getMethod("handle", signalType, handlerType);
        Object sigint = signalType.getConstructor(String.class).newInstance("INT");
        boolean[] seen = {false};
        Object ours = Proxy.newProxyInstance(
                Interrupts.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, args) -> {
                    if (!method.getName().equals("handle"))
                        return MethodHandles.zero(method.getReturnType()).invoke();
                    if (seen[0]) Runtime.getRuntime().halt(EXIT_CODE);
                    seen[0] = true;
                    main.cancel("interrupted (SIGINT)");
                    return null;
                });
        Object before = call(handle, sigint, ours);
        // What somebody installed comes back as it is, what the JVM installed comes back wrapped.
        boolean isJvms = before != null && before.getClass().getName().equals("sun.misc.Signal$SunMiscHandler");
        if (!isJvms) call(handle, sigint, before); // somebody else's: leave it to them
        return isJvms ? () -> call(handle, sigint, before) : NONE;
    }

    private static Object call(Method handle, Object signal, Object handler) {
        try {
            return handle.invoke(null, signal, handler);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause());
        }
    }
}
