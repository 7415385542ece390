package dev.pirn.spi;

import java.net.BindException;

/**
 * This machine has no such address to bind a socket to, or does not know its protocol family. No other port helps.
 *
 * <p>A type of its own, because the system's words cannot be compared: they are in the user's language. A driver that
 * cannot be sure throws a plain {@link BindException}.
 */
public final class AddressUnavailableException extends BindException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the address, and why
     */
    public AddressUnavailableException(String message) {
        super(message);
    }
}
