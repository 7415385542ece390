package dev.pirn.loop.nio;

import dev.pirn.spi.AddressUnavailableException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** What the failures of the JDK's channels lack: the address, or the type that says what failed. */
final class Failures {

    private Failures() {}

    /** {@return a failure of the same type, or the nearest I/O failure, that names the address} */
    static IOException naming(String action, @Nullable SocketAddress address, Exception cause) {
        String message = message(action, address, cause);
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

    /**
     * {@return why a socket cannot get an address} Whether that is the address or its port, the JDK says in words only.
     */
    static IOException ofBinding(String action, ProtocolFamily family, SocketAddress address, Exception cause) {
        boolean isUnavailable = cause instanceof BindException && !canBindAnyPort(family, address);
        return isUnavailable ? unavailable(action, address, cause) : naming(action, address, cause);
    }

    /** {@return that this machine does not have the address, or not its family} */
    static AddressUnavailableException unavailable(String action, SocketAddress address, Exception cause) {
        AddressUnavailableException failure = new AddressUnavailableException(message(action, address, cause));
        failure.initCause(cause);
        return failure;
    }

    private static boolean canBindAnyPort(ProtocolFamily family, SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) return true; // a path says nothing about the machine
        try (SocketChannel probe = SocketChannel.open(family)) {
            probe.bind(new InetSocketAddress(inet.getAddress(), 0));
            return true;
        } catch (BindException _) {
            return false;
        } catch (IOException _) {
            return true; // of another reason, such as descriptors: nothing is known
        }
    }

    /**
     * {@return the failure of a read or write} The JDK has several types for what ends a connection. Here it is one,
     * as on every backend; a channel that is closed is not broken.
     */
    static IOException ofTransfer(IOException cause) {
        if (cause instanceof ClosedChannelException) return cause;
        SocketException failure = new SocketException(cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    private static String message(String action, @Nullable SocketAddress address, Exception cause) {
        return "cannot " + action + " " + address + ": " + reason(cause);
    }

    private static String reason(Exception cause) {
        return switch (cause) {
            case UnresolvedAddressException _ -> "the host name is not resolved";
            case UnsupportedAddressTypeException _ -> "the address is of another protocol family";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
