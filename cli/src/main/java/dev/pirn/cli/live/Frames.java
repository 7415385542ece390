package dev.pirn.cli.live;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which line of a stack is the application's own: where to look first. */
final class Frames {

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
    private static final Set<String> PIRN =
            Set.of("file", "flow", "jfr", "leak", "loop", "net", "observe", "pool", "process", "spi", "sync", "attach");

    private Frames() {}

    /** {@return the innermost frame that is neither the JDK's nor Pirn's; null if there is none} */
    static @Nullable String culprit(List<String> stack) {
        for (String frame : stack) if (!isMachinery(frame)) return frame;
        return null;
    }

    private static boolean isMachinery(String frame) {
        String name = frame.substring(frame.lastIndexOf('/') + 1); // after the module or class loader
        for (String prefix : JDK) if (name.startsWith(prefix)) return true;
        if (!name.startsWith("dev.pirn.")) return false;
        String rest = name.substring("dev.pirn.".length());
        String next = rest.substring(0, Math.max(0, rest.indexOf('.')));
        return PIRN.contains(next) || Character.isUpperCase(rest.charAt(0));
    }
}
