package dev.pirn.watch;

/** Whether the program has the module {@code java.management}; what needs it must not load its classes without. */
public final class Management {

    /** Whether it is there, and may be used. */
    public static final boolean PRESENT = isPresent();

    /** Why it is not. */
    public static final String MISSING =
            "the program runs without the module java.management (--add-modules java.management adds it)";

    private Management() {}

    private static boolean isPresent() {
        Module ours = Management.class.getModule();
        return ModuleLayer.boot()
                .findModule("java.management")
                .filter(ours::canRead)
                .isPresent();
    }
}
