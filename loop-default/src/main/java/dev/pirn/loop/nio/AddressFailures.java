package dev.pirn.loop.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** Failures with the address in their message, which the JDK's lack. */
final class AddressFailures {

    private AddressFailures() {}

    /** {@return a failure of the same type, or the nearest I/O failure, that names the address} */
    static IOException naming(String action, @Nullable SocketAddress address, Exception cause) {
        String message = "cannot " + action + " " + address + ": " + reason(cause);
        IOException failure = switch (cause) {
            case ConnectException _ -> new ConnectException(message);
            case BindException _ -> new BindException(message);
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            case UnresolvedAddressException _ -> new UnknownHostException(message);
            case SocketException _, UnsupportedAddressTypeException _ -> new SocketException(message);
            default -> new IOException(message);
        };
        failure.initCause(cause);
        return failure;
    }

    private static String reason(Exception cause) {
        return switch (cause) {
            case UnresolvedAddressException _ -> "the host name is not resolved";
            case UnsupportedAddressTypeException _ -> "the address is of another protocol family";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
