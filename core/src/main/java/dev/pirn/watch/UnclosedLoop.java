package dev.pirn.watch;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Closes the driver of a loop that was dropped without being closed, with its runner: its descriptors would stay open
 * as long as the JVM lives. Refers to nothing that refers to the loop, as long as no operation is pending there.
 */
public final class UnclosedLoop implements Runnable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Runnable closeDriver;
    private final String name;
    private final @Nullable Exception opened;
    private volatile boolean disarmed;

    private UnclosedLoop(Runnable closeDriver, String name, @Nullable Exception opened) {
        this.closeDriver = closeDriver;
        this.name = name;
        this.opened = opened;
    }

    /**
     * Guards a loop.
     *
     * @param loop the loop
     * @param debug whether it is in debug mode: then the report shows where it was made
     * @param closeDriver closes its driver, and does not refer to the loop
     * @return to be run when the loop is closed
     */
    public static Runnable guard(Object loop, boolean debug, Runnable closeDriver) {
        UnclosedLoop unclosed =
                new UnclosedLoop(closeDriver, loop.toString(), debug ? new Exception("it was opened here") : null);
        Cleaner.Cleanable registration = CLEANER.register(loop, unclosed);
        return () -> {
            unclosed.disarmed = true;
            registration.clean();
        };
    }

    /** In the cleaner's thread. */
    @Override
    public void run() {
        if (disarmed) return;
        String message =
                "a runner was dropped without being closed; the descriptors of its " + name + " are closed now";
        System.Logger log = System.getLogger("dev.pirn");
        if (opened == null) log.log(System.Logger.Level.WARNING, message + " (debug mode shows where it was made)");
        else log.log(System.Logger.Level.WARNING, message, opened);
        closeDriver.run();
    }
}
