package dev.pirn.watch;

import dev.pirn.observe.ConsoleProvider;
import java.util.ServiceLoader;

/** Finds what serves consoles. */
public final class Consoles {

    private static final String MISSING =
            "no console is on the class or module path; add the artifact dev.pirn:pirn-console";

    private Consoles() {}

    /**
     * {@return what serves consoles}
     *
     * @throws IllegalStateException if there is none
     */
    public static ConsoleProvider provider() {
        return ServiceLoader.load(ConsoleProvider.class)
                .findFirst()
                .or(() -> ServiceLoader.load(ConsoleProvider.class, Consoles.class.getClassLoader())
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException(MISSING));
    }
}
