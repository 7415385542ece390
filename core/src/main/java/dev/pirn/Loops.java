package dev.pirn;

import dev.pirn.spi.LoopProvider;
import dev.pirn.start.FirstUse;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Run: the loop backends that this program has, and which one it takes. From any thread; nothing here suspends. */
public final class Loops {

    /** The system property that names the provider. */
    public static final String PROPERTY = "pirn.loop";

    /** The environment variable that names the provider, where the property is not set. */
    public static final String ENVIRONMENT = "PIRN_LOOP";

    private Loops() {}

    /** {@return all providers on the class or module path, highest priority first} */
    public static List<LoopProvider> providers() {
        List<LoopProvider> found = load(ServiceLoader.load(LoopProvider.class));
        if (found.isEmpty()) found = load(ServiceLoader.load(LoopProvider.class, Loops.class.getClassLoader()));
        found.sort(Loops::compare);
        return found;
    }

    /** Written out: the comparators of the JDK would cost each start of a program some milliseconds. */
    private static int compare(LoopProvider one, LoopProvider other) {
        int byPriority = Integer.compare(other.priority(), one.priority());
        return byPriority != 0 ? byPriority : one.name().compareTo(other.name());
    }

    /** What can be loaded: a broken provider must not keep the others from being found. */
    private static List<LoopProvider> load(ServiceLoader<LoopProvider> loader) {
        List<LoopProvider> loaded = new ArrayList<>();
        loader.stream().forEach(provider -> {
            try {
                loaded.add(provider.get());
            } catch (ServiceConfigurationError e) {
                System.getLogger("dev.pirn")
                        .log(System.Logger.Level.WARNING, "the loop " + provider.type() + " cannot be loaded", e);
            }
        });
        return loaded;
    }

    /** {@return the name that the system property or the environment asks for; null if neither is set} */
    public static @Nullable String wanted() {
        String property = System.getProperty(PROPERTY);
        if (property != null && !property.isBlank()) return property;
        String environment = System.getenv(ENVIRONMENT);
        return environment == null || environment.isBlank() ? null : environment;
    }

    /**
     * {@return the provider of a loop for which none is named in code: the one that the system property or the
     * environment names, else the available one of the highest priority}
     *
     * @throws IllegalArgumentException if the named one does not exist or is not available
     * @throws IllegalStateException if none is available
     */
    public static LoopProvider choose() {
        String name = wanted();
        if (name != null) return named(name);
        List<LoopProvider> all = providers();
        for (LoopProvider provider : all) {
            if (!provider.availability().isAvailable()) continue;
            System.getLogger("dev.pirn")
                    .log(System.Logger.Level.DEBUG, "loop: {0}, of {1}", provider.name(), describe(all));
            return provider;
        }
        throw new IllegalStateException(
                "no loop backend is available (found: " + describe(all) + "); is pirn-loop-default on the class path?");
    }

    /**
     * {@return the provider of a name}
     *
     * @param name the name
     * @throws IllegalArgumentException if there is none of that name, or it is not available; the message names all
     */
    public static LoopProvider named(String name) {
        List<LoopProvider> all = providers();
        for (LoopProvider provider : all) {
            if (!provider.name().equals(name)) continue;
            if (provider.availability().isAvailable()) return provider;
            throw new IllegalArgumentException("the loop \"" + name + "\" is not available here: "
                    + provider.availability().reason() + " (found: " + describe(all) + ")");
        }
        throw new IllegalArgumentException("no loop is called \"" + name + "\" (found: " + describe(all) + ")");
    }

    private static String describe(List<LoopProvider> providers) {
        if (providers.isEmpty()) return "none";
        return providers.stream().map(Loops::describe).collect(Collectors.joining(", "));
    }

    private static String describe(LoopProvider provider) {
        LoopProvider.Availability availability = provider.availability();
        return provider.name() + (availability.isAvailable() ? "" : " (unavailable: " + availability.reason() + ")");
    }

    /**
     * Starts a loop on a thread of its own, for code that is not a coroutine: a server's threads, a user interface, a
     * test. Waits until it runs.
     *
     * @param name the name of the thread, and so of the loop
     * @return the loop; closing it cancels what it runs and ends its thread
     * @throws IllegalStateException if no backend is available
     */
    public static BackgroundLoop background(String name) {
        return background(name, Runner.builder());
    }

    /**
     * Starts a loop with certain settings on a thread of its own, as {@link #background(String)}.
     *
     * @param name the name of the thread, and so of the loop
     * @param settings the loop's settings
     * @return the loop
     * @throws IllegalArgumentException if the backend that they name does not exist or is not available
     */
    public static BackgroundLoop background(String name, Runner.Builder settings) {
        return BackgroundLoop.start(name, settings);
    }

    /** {@return how a loop made now would make its coroutines: {@code loop} or {@code baton}} */
    public static String coroutines() {
        return FirstUse.call(() -> CoroutineEngine.choose(null));
    }

    /** {@return why {@link #coroutines} is what it is, in words} */
    public static String coroutinesReason() {
        String forced = System.getProperty(CoroutineEngine.PROPERTY);
        if (forced != null) return "the system property " + CoroutineEngine.PROPERTY + " says so";
        return LoopEngine.isAvailable()
                ? "the JVM was started with " + LoopInternals.FLAG
                : LoopEngine.unavailability();
    }
}
