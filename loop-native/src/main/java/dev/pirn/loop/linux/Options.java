package dev.pirn.loop.linux;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** The JDK's socket options in Linux's numbers, from {@code asm-generic/socket.h}, {@code tcp.h} and {@code in6.h}. */
final class Options {

    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_TCP = 6;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_TCLASS = 67;

    private record OptionName(int level, int option) {}

    private static final Map<SocketOption<?>, OptionName> NAMES = Map.ofEntries(
            Map.entry(StandardSocketOptions.SO_REUSEADDR, new OptionName(SOL_SOCKET, 2)),
            Map.entry(StandardSocketOptions.SO_SNDBUF, new OptionName(SOL_SOCKET, 7)),
            Map.entry(StandardSocketOptions.SO_RCVBUF, new OptionName(SOL_SOCKET, 8)),
            Map.entry(StandardSocketOptions.SO_KEEPALIVE, new OptionName(SOL_SOCKET, 9)),
            Map.entry(StandardSocketOptions.SO_REUSEPORT, new OptionName(SOL_SOCKET, 15)),
            Map.entry(StandardSocketOptions.IP_TOS, new OptionName(SOL_IP, 1)),
            Map.entry(StandardSocketOptions.TCP_NODELAY, new OptionName(SOL_TCP, 1)),
            Map.entry(ExtendedSocketOptions.TCP_KEEPIDLE, new OptionName(SOL_TCP, 4)),
            Map.entry(ExtendedSocketOptions.TCP_KEEPINTERVAL, new OptionName(SOL_TCP, 5)),
            Map.entry(ExtendedSocketOptions.TCP_KEEPCOUNT, new OptionName(SOL_TCP, 6)),
            Map.entry(ExtendedSocketOptions.TCP_QUICKACK, new OptionName(SOL_TCP, 12)));

    private Options() {}

    static void set(LinuxSocket socket, ProtocolFamily family, SocketOption<?> option, Object value)
            throws IOException {
        try {
            trySet(socket, family, option, value);
        } catch (Errors.NativeIoException e) {
            throw Failures.of(-e.expectedErr());
        }
    }

    private static void trySet(LinuxSocket socket, ProtocolFamily family, SocketOption<?> option, Object value)
            throws IOException {
        if (option == StandardSocketOptions.SO_LINGER) {
            socket.setSoLinger((Integer) value);
            return;
        }
        OptionName name = name(option, family);
        socket.setIntOpt(name.level, name.option, value instanceof Boolean on ? (on ? 1 : 0) : (Integer) value);
    }

    static <T> T get(LinuxSocket socket, ProtocolFamily family, SocketOption<T> option) throws IOException {
        try {
            return tryGet(socket, family, option);
        } catch (Errors.NativeIoException e) {
            throw Failures.of(-e.expectedErr());
        }
    }

    private static <T> T tryGet(LinuxSocket socket, ProtocolFamily family, SocketOption<T> option) throws IOException {
        if (option == StandardSocketOptions.SO_LINGER) return option.type().cast(socket.getSoLinger());
        OptionName name = name(option, family);
        int value = socket.getIntOpt(name.level, name.option);
        if (option.type() == Boolean.class) return option.type().cast(value != 0);
        // Linux doubles what is set, for its own bookkeeping, and answers the double: socket(7).
        boolean isDoubled = option == StandardSocketOptions.SO_SNDBUF || option == StandardSocketOptions.SO_RCVBUF;
        return option.type().cast(isDoubled ? value / 2 : value);
    }

    /** Has the close of a connection reset it. */
    static void discardUnsent(LinuxSocket socket) {
        try {
            socket.setSoLinger(0);
        } catch (IOException _) {
            // Refused on a connection that the peer has reset: then nothing is left to discard.
        }
    }

    /** Has the close of a connection return at once; what is unsent is still sent. */
    static void sendInBackground(LinuxSocket socket) {
        try {
            socket.setSoLinger(-1);
        } catch (IOException _) {
            // Refused on a connection that the peer has reset: then nothing is left to wait for.
        }
    }

    /** Sets an option of a socket that will listen; connections inherit it. */
    static void setListening(LinuxSocket socket, ProtocolFamily family, SocketOption<?> option, Object value)
            throws IOException {
        if (option == StandardSocketOptions.SO_LINGER) throw unsupported(option);
        set(socket, family, option, value);
    }

    private static IOException unsupported(SocketOption<?> option) {
        return new IOException("socket option " + option.name() + " is not supported here");
    }

    private static OptionName name(SocketOption<?> option, ProtocolFamily family) throws IOException {
        if (option == StandardSocketOptions.IP_TOS && family == StandardProtocolFamily.INET6)
            return new OptionName(SOL_IPV6, IPV6_TCLASS);
        OptionName name = NAMES.get(option);
        if (name == null) throw unsupported(option);
        return name;
    }
}
