package dev.pirn.loop.linux;

import dev.pirn.spi.LoopProvider.Availability;
import java.io.FileNotFoundException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether one of Netty's native libraries works here, and if not, why, in words for the user. */
final class NativeLibrary {

    private NativeLibrary() {}

    /** @param probe answers why it does not work, or null; it may fail as well */
    static Availability availability(Supplier<@Nullable Throwable> probe) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Availability.no("needs Linux; this is " + System.getProperty("os.name"));
        }
        Throwable cause;
        try {
            cause = probe.get();
        } catch (RuntimeException | LinkageError e) {
            cause = e;
        }
        return cause == null ? Availability.YES : Availability.no(reason(cause));
    }

    private static String reason(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) deepest = deepest.getCause();
        String reason = String.valueOf(deepest.getMessage());
        if (deepest instanceof FileNotFoundException) return missing(reason);
        return deepest instanceof IllegalCallerException
                ? reason + " (start java with --enable-native-access=ALL-UNNAMED)"
                : reason;
    }

    /** Nothing requires the modules that hold the libraries, so their jars on the module path are not enough. */
    private static String missing(String library) {
        String name = library.substring(library.lastIndexOf('/') + 1);
        return NativeLibrary.class.getModule().isNamed()
                ? "no module that was resolved has " + name
                        + " (--add-modules ALL-MODULE-PATH resolves all; in an image, ALL-SYSTEM)"
                : "no jar on the class path has " + name;
    }
}
