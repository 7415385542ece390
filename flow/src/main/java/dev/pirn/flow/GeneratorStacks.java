package dev.pirn.flow;

import org.jspecify.annotations.Nullable;

/** How generators and greenlets outside coroutines get stacks of their own. From any thread. */
public final class GeneratorStacks {

    /** The system property that forces one: {@code continuation} or {@code thread}. */
    public static final String PROPERTY = "pirn.stacks";

    private static final String FLAG = "--add-exports java.base/jdk.internal.vm=" + module();

    private static volatile @Nullable String forced = System.getProperty(PROPERTY);

    private GeneratorStacks() {}

    /**
     * {@return what a generator that begins now on a platform thread runs on: {@code continuation}, the JDK's bare one,
     * or {@code thread}, a virtual thread} In a coroutine it is always a part of the coroutine.
     *
     * @throws IllegalArgumentException if {@link #PROPERTY} says something else
     * @throws IllegalStateException if {@link #PROPERTY} asks for continuations that are not available
     */
    public static String kind() {
        return useContinuations() ? "continuation" : "thread";
    }

    /** {@return why {@link #kind} is what it is, in words} */
    public static String reason() {
        if (forced != null) return "the system property " + PROPERTY + " says so";
        return ContinuationStrand.isAvailable()
                ? "the JVM was started with " + FLAG
                : "the JVM does not give continuations away (" + ContinuationStrand.unavailability() + "); the flag is "
                        + FLAG;
    }

    /** Forces a kind, for tests; null for none. */
    static void force(@Nullable String kind) {
        forced = kind;
    }

    static boolean useContinuations() {
        String kind = forced;
        return kind == null ? ContinuationStrand.isAvailable() : choose(kind);
    }

    private static boolean choose(String kind) {
        return switch (kind) {
            case "thread" -> false;
            case "continuation" -> {
                if (ContinuationStrand.isAvailable()) yield true;
                throw new IllegalStateException(
                        "stacks \"continuation\" are not available: " + ContinuationStrand.unavailability());
            }
            default ->
                throw new IllegalArgumentException(
                        "no stacks are called \"" + kind + "\"; there are \"continuation\" and \"thread\"");
        };
    }

    private static String module() {
        String name = GeneratorStacks.class.getModule().getName();
        return name == null ? "ALL-UNNAMED" : name;
    }
}
