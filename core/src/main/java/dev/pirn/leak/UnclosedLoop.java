package dev.pirn.leak;

import dev.pirn.Loop;
import dev.pirn.spi.IoDriver;
import org.jspecify.annotations.Nullable;

/**
 * Closes the driver of a loop that was dropped without being closed, with its runner: its descriptors would stay open
 * as long as the JVM lives. Refers to nothing that refers to the loop, as long as no operation is pending there.
 */
public final class UnclosedLoop implements Runnable {

    private final IoDriver driver;
    private final String name;
    private final @Nullable Exception opened;
    private @Nullable Runnable disarm;

    private UnclosedLoop(IoDriver driver, String name, @Nullable Exception opened) {
        this.driver = driver;
        this.name = name;
        this.opened = opened;
    }

    /**
     * Guards a loop.
     *
     * @param loop the loop
     * @param driver its driver
     * @return to be disarmed when the loop is closed
     */
    public static UnclosedLoop guard(Loop loop, IoDriver driver) {
        UnclosedLoop unclosed = new UnclosedLoop(driver, loop.toString(), LeakGuard.opened(loop));
        unclosed.disarm = LeakGuard.guard(loop, unclosed);
        return unclosed;
    }

    /** The loop was closed. */
    public void disarm() {
        if (disarm != null) disarm.run();
    }

    /** In the cleaner's thread. */
    @Override
    public void run() {
        String message =
                "a runner was dropped without being closed; the descriptors of its " + name + " are closed now";
        System.Logger log = System.getLogger("dev.pirn");
        if (opened == null) log.log(System.Logger.Level.WARNING, message + " (debug mode shows where it was made)");
        else log.log(System.Logger.Level.WARNING, message, opened);
        driver.close();
    }
}
