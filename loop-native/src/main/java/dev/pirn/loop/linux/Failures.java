package dev.pirn.loop.linux;

import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Failed system calls as the JDK's exceptions, in the system's words. Numbers are Linux's {@code errno}, positive. */
final class Failures {

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETUNREACH = 101;
    static final int ECONNABORTED = 103;
    static final int ECONNRESET = 104;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;
    static final int ECANCELED = 125;

    private Failures() {}

    /** {@return the failure of an operation on a connection} */
    static IOException of(int errno) {
        return of(errno, text(errno));
    }

    /** {@return the failure of an operation, naming the address} */
    static IOException naming(String action, @Nullable SocketAddress address, int errno) {
        return of(errno, "cannot " + action + " " + address + ": " + text(errno));
    }

    /** {@return what Netty threw for a system call, naming the address} */
    static IOException naming(String action, @Nullable SocketAddress address, IOException cause) {
        String reason = switch (cause) {
            case NoRouteToHostException _ -> "No route to host"; // Netty's has no message
            default -> reason(String.valueOf(cause.getMessage()));
        };
        String message = "cannot " + action + " " + address + ": " + reason;
        IOException failure = switch (cause) {
            case Errors.NativeIoException known -> of(-known.expectedErr(), message);
            case ConnectException _ -> new ConnectException(message);
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            default -> new IOException(message);
        };
        failure.initCause(cause);
        return failure;
    }

    private static IOException of(int errno, String message) {
        return switch (errno) {
            case ECONNREFUSED, ETIMEDOUT -> new ConnectException(message);
            case EHOSTUNREACH, ENETUNREACH -> new NoRouteToHostException(message);
            case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(message);
            case ECONNRESET, ECONNABORTED, EAFNOSUPPORT -> new SocketException(message);
            default -> new IOException(message);
        };
    }

    /** {@return the system's words for a number} */
    static String text(int errno) {
        return reason(String.valueOf(Errors.newIOException("", -errno).getMessage()));
    }

    /** Netty's messages end in the system's words, after the method and the number. */
    private static String reason(String message) {
        int end = message.lastIndexOf("): ");
        return end < 0 ? message : message.substring(end + 3);
    }
}
