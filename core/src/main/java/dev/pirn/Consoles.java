package dev.pirn;

import dev.pirn.observe.ConsoleProvider;
import java.util.ServiceLoader;

/** Finds what serves consoles. */
final class Consoles {

    private static final String MISSING =
            "no console is on the class or module path; add the artifact dev.pirn:pirn-console";

    private Consoles() {}

    /** @throws IllegalStateException if there is none */
    static ConsoleProvider provider() {
        return ServiceLoader.load(ConsoleProvider.class)
                .findFirst()
                .or(() -> ServiceLoader.load(ConsoleProvider.class, Consoles.class.getClassLoader())
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException(MISSING));
    }
}
