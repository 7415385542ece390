package dev.pirn.observe;

import org.jspecify.annotations.Nullable;

/**
 * Where a console listens, and what those must know who want to see it.
 *
 * @param port the port; 0 for any that is free
 * @param host the address or name of the interface to listen on
 * @param token the secret in its address; null for a new random one
 */
public record ConsoleOptions(
        int port, String host, @Nullable String token) {

    /** Where a console listens by default: only programs of this machine reach it. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int SHORTEST_TOKEN = 16;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the port is not one, or the token is shorter than 16 characters or has other
     *     ones than letters and digits of ASCII, {@code -} and {@code _}
     */
    public ConsoleOptions {
        if (port < 0 || port > 0xFFFF) throw new IllegalArgumentException("not a port: " + port);
        if (token != null && !token.matches("[A-Za-z0-9_-]{" + SHORTEST_TOKEN + ",}"))
            throw new IllegalArgumentException(
                    "a token has at least " + SHORTEST_TOKEN + " of the characters A-Z a-z 0-9 - _");
    }

    /**
     * {@return a console on the loopback interface, with a random token}
     *
     * @param port the port; 0 for any that is free
     */
    public static ConsoleOptions of(int port) {
        return new ConsoleOptions(port, LOOPBACK, null);
    }

    /**
     * {@return the same on another interface} What is not loopback is served to the network, unencrypted: a program
     * that can listen to the network learns the token. A tunnel to the loopback interface is better.
     *
     * @param host its address or name; {@code 0.0.0.0} for all
     */
    public ConsoleOptions withHost(String host) {
        return new ConsoleOptions(port, host, token);
    }

    /**
     * {@return the same with a token that the caller chose, for example so that the address stays the same}
     *
     * @param token the token
     * @throws IllegalArgumentException if it is too short, or has other characters than an address can show as they are
     */
    public ConsoleOptions withToken(String token) {
        return new ConsoleOptions(port, host, token);
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return "ConsoleOptions[port=" + port + ", host=" + host + "]";
    }
}
