package dev.pirn.loop.linux;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.NativeInetAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Addresses as the JDK names them, for Netty's system calls, and back. */
final class Addresses {

    /** What fits into Linux's {@code sun_path}, which ends in a zero: {@code unix(7)}. */
    private static final int LONGEST_PATH = 107;

    /** How many bytes {@link #accepted} needs, for an address of IPv6. */
    static final int ACCEPTED = 26;

    /** Clients of Unix sockets have no name, as a rule. */
    static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private Addresses() {}

    /** {@return the family of a socket that can be bound to an address; IPv6's takes IPv4 as well} */
    static ProtocolFamily familyOf(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) return StandardProtocolFamily.UNIX;
        boolean six = address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
        return six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    /**
     * Refuses an address that no socket of a family can have.
     *
     * @param action what the caller wants with it, for the message of the failure
     */
    static void require(String action, ProtocolFamily family, SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix && family == StandardProtocolFamily.UNIX) {
            if (pathOf(unix).getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
                throw new SocketException(refusal(action, address, "a Unix socket's path has at most 107 bytes"));
            }
            return;
        }
        if (!(address instanceof InetSocketAddress inet) || family == StandardProtocolFamily.UNIX) {
            throw new SocketException(refusal(action, address, "the address is of another protocol family"));
        }
        InetAddress host = inet.getAddress();
        if (host == null) throw new UnknownHostException(refusal(action, address, "the host name is not resolved"));
        if (host instanceof Inet6Address && family == StandardProtocolFamily.INET) {
            throw new SocketException(refusal(action, address, "the address is of another protocol family"));
        }
    }

    private static String pathOf(UnixDomainSocketAddress address) {
        return address.getPath().toString();
    }

    private static String refusal(String action, SocketAddress address, String reason) {
        return "cannot " + action + " " + address + ": " + reason;
    }

    /** {@return the socket's own address, or null if it has none} */
    static @Nullable SocketAddress local(LinuxSocket socket, ProtocolFamily family) {
        return family == StandardProtocolFamily.UNIX ? toJdk(socket.localDomainSocketAddress()) : socket.localAddress();
    }

    /** {@return the peer of a connection, as Netty's accept wrote it: its length, then address, scope and port} */
    static SocketAddress accepted(byte[] peer, ProtocolFamily family) {
        return family == StandardProtocolFamily.UNIX ? UNNAMED : NativeInetAddress.address(peer, 1, peer[0]);
    }

    private static @Nullable SocketAddress toJdk(@Nullable DomainSocketAddress address) {
        return address == null ? null : UnixDomainSocketAddress.of(address.path());
    }
}
