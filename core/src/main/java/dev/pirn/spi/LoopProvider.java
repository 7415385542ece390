package dev.pirn.spi;

import java.io.IOException;
import java.util.Set;

/**
 * A loop backend, found with {@link java.util.ServiceLoader}. Adding its jar is all that is needed to use it; the
 * available provider of the highest priority is taken unless one is named.
 */
public interface LoopProvider {

    /** {@return the name that users give, for example {@code nio}; lower case, unique} */
    String name();

    /** {@return the rank among available providers; the highest is chosen} */
    int priority();

    /** {@return whether it works on this machine, and if not, why} */
    Availability availability();

    /** {@return what it can do beyond TCP, in lower case words, for example {@code unix-sockets}} */
    Set<String> capabilities();

    /**
     * Makes the driver of one loop.
     *
     * @return a new driver, owned by the caller
     * @throws IOException if the system refuses what the driver needs, for example a descriptor
     */
    IoDriver newDriver() throws IOException;

    /**
     * Makes the driver of a loop that the calling thread alone will run; only {@link IoDriver#close} and {@link
     * IoDriver#wakeup} may come from other threads. A system that knows this can save work. Unless overridden this is
     * {@link #newDriver}.
     *
     * @return a new driver, owned by the caller
     * @throws IOException if the system refuses what the driver needs, for example a descriptor
     */
    default IoDriver newConfinedDriver() throws IOException {
        return newDriver();
    }

    /**
     * Whether a provider works here.
     *
     * @param isAvailable whether it does
     * @param reason why it does not; empty if it does
     */
    record Availability(boolean isAvailable, String reason) {

        /** The answer of a provider that works. */
        public static final Availability YES = new Availability(true, "");

        /**
         * {@return the answer of a provider that does not work}
         *
         * @param reason why not, for the user
         */
        public static Availability no(String reason) {
            return new Availability(false, reason);
        }
    }
}
