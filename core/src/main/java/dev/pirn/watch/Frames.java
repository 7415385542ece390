package dev.pirn.watch;

import dev.pirn.text.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stack of a thread, and what can be read from it. */
public final class Frames {

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
    private static final Set<String> BODIES =
            Set.of("turn", "turnUntilStopped", "turnOnce", "waitInDriver", "closeLocals");
    private static final String LOOP = "dev.pirn.RunLoop";
    private static final String BACKENDS = "dev.pirn.loop.";
    private static final Pattern PIRN = Pattern.compile("dev\\.pirn(\\.(attach|file|flow|jfr|leak|net|observe|pool"
            + "|process|spi|sync|tck|text|watch))?\\.[^.]+");

    /** Calls during which the JVM loads, links or initialises classes: first use, which is slow once. */
    private static final List<String> LOADING =
            List.of(("java.lang.ClassLoader. java.lang.Class.forName java.lang.ModuleLayer."
                            + " java.lang.invoke.MethodHandleNatives. java.lang.invoke.MethodHandles$Lookup."
                            + " java.lang.invoke.InnerClassLambdaMetafactory. java.lang.invoke.StringConcatFactory."
                            + " java.lang.reflect.Proxy. java.lang.runtime. java.security.Provider$Service."
                            + " java.util.ServiceLoader jdk.internal.foreign.abi. jdk.internal.loader."
                            + " jdk.internal.module. jdk.internal.reflect.MethodHandleAccessorFactory."
                            + " sun.security.jca.")
                    .split(" "));

    private final List<StackTraceElement> all;
    private final int culprit;

    /** How many lines stand above the loop's own body, which has nothing to do with those below. */
    private final int step;

    /**
     * Looks at a stack.
     *
     * @param stack innermost call first
     */
    public Frames(StackTraceElement[] stack) {
        this.all = List.of(stack);
        int first = 0;
        while (first < stack.length && isMachinery(stack[first]) && !isTurn(stack[first])) first++;
        this.culprit = first < stack.length && isTurn(stack[first]) ? stack.length : first;
        int end = first;
        while (end < stack.length && !isTurn(stack[end])) end++;
        this.step = end;
    }

    /** Whether a frame is that of the loop's own body, whose callers have nothing to do with the turn. */
    private static boolean isTurn(StackTraceElement frame) {
        return frame.getClassName().equals(LOOP) && BODIES.contains(frame.getMethodName());
    }

    /**
     * {@return whether a frame is the JDK's or Pirn's}
     *
     * @param frame the frame
     */
    public static boolean isMachinery(StackTraceElement frame) {
        String type = frame.getClassName();
        if (type.startsWith(BACKENDS) || JDK.stream().anyMatch(type::startsWith)) return true;
        return PIRN.matcher(type).matches();
    }

    List<StackTraceElement> all() {
        return all;
    }

    /** {@return the first line that is neither the JDK's nor Pirn's; null if there is none} */
    public @Nullable StackTraceElement culprit() {
        return culprit < all.size() ? all.get(culprit) : null;
    }

    /** {@return what the culprit has called, innermost first} */
    public List<StackTraceElement> called() {
        return all.subList(0, culprit);
    }

    /** Whether the JVM loads, links or initialises a class, at any line of the step. */
    boolean isLoading() {
        return all.subList(0, step).stream().anyMatch(Frames::isLoading);
    }

    /** Whether the JVM does so in a call of the culprit's. */
    boolean callsLoading() {
        return called().stream().anyMatch(Frames::isLoading);
    }

    private static boolean isLoading(StackTraceElement frame) {
        if (frame.getMethodName().equals("<clinit>")) return true;
        String method = frame.getClassName() + "." + frame.getMethodName();
        return LOADING.stream().anyMatch(method::startsWith);
    }

    boolean isInNative() {
        return !all.isEmpty() && all.getFirst().isNativeMethod();
    }

    /** What keeps a virtual thread from leaving its carrier. */
    String pinnedBy() {
        for (StackTraceElement frame : all) {
            if (frame.getMethodName().equals("<clinit>")) return "the class initialiser of " + frame.getClassName();
            if (frame.isNativeMethod() && !isPark(frame)) return "the native method " + frame;
        }
        return "a native frame";
    }

    private static boolean isPark(StackTraceElement frame) {
        return frame.getClassName().equals("jdk.internal.misc.Unsafe")
                || frame.getClassName().equals("java.lang.Object")
                || frame.getClassName().startsWith("jdk.internal.vm.");
    }

    /** A stack as lines to log, each after a line break; no more than so many. */
    static String lines(List<StackTraceElement> stack, int most) {
        return stack.stream()
                .limit(most)
                .map(frame -> "\n\tat " + Printable.line(frame.toString()))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return Arrays.toString(all.toArray());
    }
}
