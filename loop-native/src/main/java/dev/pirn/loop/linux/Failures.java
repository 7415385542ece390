package dev.pirn.loop.linux;

import dev.pirn.spi.AddressUnavailableException;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Failed system calls as the exceptions that the JDK's channels throw, in the system's words. Numbers are Linux's
 * {@code errno}, positive. The type follows from the number and from what was done, never from the words: those are in
 * the user's language.
 */
final class Failures {

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EPIPE = 32;
    static final int EACCES = 13;
    static final int EPROTO = 71;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ECONNABORTED = 103;
    static final int EISCONN = 106;
    static final int ENOTCONN = 107;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;
    static final int EALREADY = 114;
    static final int EINPROGRESS = 115;
    static final int ECANCELED = 125;

    private Failures() {}

    /**
     * {@return the failure of a read or write} Whatever ended the connection, it is never of a type that says that it
     * was not made.
     */
    static IOException ofTransfer(int errno) {
        return new SocketException(text(errno));
    }

    /** {@return the failure of an operation on a file, to which the caller adds the name} */
    static IOException ofFile(int errno) {
        return new IOException(text(errno));
    }

    /** {@return the failure of any other system call for a socket} */
    static IOException of(int errno) {
        return of(errno, text(errno));
    }

    /** {@return the failure of an operation, naming the address} */
    static IOException naming(String action, @Nullable SocketAddress address, int errno) {
        return of(errno, message(action, address, errno));
    }

    /** {@return why a socket cannot get an address, naming it} */
    static IOException ofBinding(String action, SocketAddress address, int errno) {
        String message = message(action, address, errno);
        boolean isUnavailable = errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT;
        return isUnavailable ? new AddressUnavailableException(message) : of(errno, message);
    }

    private static String message(String action, @Nullable SocketAddress address, int errno) {
        return "cannot " + action + " " + address + ": " + text(errno);
    }

    /** The JDK's own table. */
    private static IOException of(int errno, String message) {
        return switch (errno) {
            case ECONNREFUSED, ETIMEDOUT, ENOTCONN -> new ConnectException(message);
            case EHOSTUNREACH -> new NoRouteToHostException(message);
            case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(message);
            case EPROTO -> new ProtocolException(message);
            default -> new SocketException(message);
        };
    }

    /** {@return the system's words for a number} Netty's messages end in them, after the method and the number. */
    static String text(int errno) {
        String message = String.valueOf(Errors.newIOException("", -errno).getMessage());
        int end = message.lastIndexOf("): ");
        return end < 0 ? message : message.substring(end + 3);
    }
}
