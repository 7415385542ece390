package dev.pirn.junit;

import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.spi.LoopProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One combination that a test runs in.
 *
 * @param loop the name of the backend
 * @param coroutines the name of the coroutine engine
 * @param debug whether debug mode is on; null as in a program
 */
record Setting(String loop, String coroutines, @Nullable Boolean debug) {

    private static final String ALL = "*";

    /** {@return the combinations that a test names, in its order} */
    static List<Setting> of(PirnTest test) {
        List<Setting> settings = new ArrayList<>();
        for (String loop : loops(test)) {
            for (String engine : engines(test)) {
                for (Boolean debug : debugs(test)) settings.add(new Setting(loop, engine, debug));
            }
        }
        return settings;
    }

    private static List<String> loops(PirnTest test) {
        if (test.loops().length == 0) return List.of(Loops.choose().name());
        return Arrays.stream(test.loops())
                .flatMap(name -> name.equals(ALL) ? all() : Stream.of(name))
                .distinct()
                .toList();
    }

    private static Stream<String> all() {
        return Loops.providers().stream().map(LoopProvider::name);
    }

    private static List<String> engines(PirnTest test) {
        return test.coroutines().length == 0 ? List.of(Loops.coroutines()) : List.of(test.coroutines());
    }

    private static List<@Nullable Boolean> debugs(PirnTest test) {
        List<@Nullable Boolean> debugs = new ArrayList<>();
        for (boolean on : test.debug()) debugs.add(on);
        if (debugs.isEmpty()) debugs.add(null);
        return debugs;
    }

    /**
     * {@return why it cannot be tried here; empty if it can, or if it does not exist, which making its loop will
     * show}
     */
    Optional<String> missing() {
        Optional<String> backend = Loops.providers().stream()
                .filter(provider ->
                        provider.name().equals(loop) && !provider.availability().isAvailable())
                .map(provider -> "the loop \"" + loop + "\" is not available here: "
                        + provider.availability().reason())
                .findFirst();
        return backend.or(this::missingFlag);
    }

    private Optional<String> missingFlag() {
        boolean isOpen = Object.class.getModule().isOpen("java.lang", Loop.class.getModule());
        if (!coroutines.equals("loop") || isOpen) return Optional.empty();
        Module pirn = Loop.class.getModule();
        String name = pirn.isNamed() ? pirn.getName() : "ALL-UNNAMED";
        return Optional.of(
                "coroutines of the kind \"loop\" need a test JVM with --add-opens java.base/java.lang=" + name);
    }

    /**
     * {@return a builder of runners of this kind} Ctrl-C ends the tests, not one of them. The loop is made in the
     * thread of the test, and run there around the method, which has a thread of its own.
     */
    Runner.Builder builder() {
        Runner.Builder builder = Runner.builder()
                .loop(loop)
                .coroutines(coroutines)
                .confined(false)
                .cancelOnSigint(false)
                .cancelOnSigterm(false);
        return debug == null ? builder : builder.debug(debug);
    }

    @Override
    public String toString() {
        return loop + ", " + coroutines + (Boolean.TRUE.equals(debug) ? ", debug" : "");
    }
}
