package dev.pirn.loop.linux;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Native memory with a socket address in it, as {@code sockaddr_in}, {@code sockaddr_in6} or {@code sockaddr_un}, and
 * its length before it. The ring reads and writes it while an operation is under way.
 */
final class SocketAddressMemory {

    private static final short AF_UNIX = 1;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    /** The length stands at the start, the address behind it, aligned. */
    private static final int ADDRESS = 8;

    private static final int CAPACITY = 110; // of sockaddr_un, the longest
    private static final int PORT = ADDRESS + 2;
    private static final int HOST = ADDRESS + 4;
    private static final int HOST6 = ADDRESS + 8;
    private static final int SCOPE = ADDRESS + 24;
    private static final int IN_LENGTH = 16;
    private static final int IN6_LENGTH = 28;
    private static final int V4_MAPPED = 10; // so many zeros stand before the ones of an IPv4 address in IPv6

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(ADDRESS + CAPACITY).order(ByteOrder.nativeOrder());
    private final long base = Memory.address(memory);

    long address() {
        return base + ADDRESS;
    }

    long lengthAddress() {
        return base;
    }

    int length() {
        return memory.getInt(0);
    }

    /** Has room for whatever the system writes. */
    void clear() {
        memory.putInt(0, CAPACITY);
        memory.putShort(ADDRESS, (short) 0);
    }

    /** Puts an address into it that {@link Addresses#require} has found suitable. */
    void set(SocketAddress address, ProtocolFamily family) {
        switch (address) {
            case UnixDomainSocketAddress unix -> setUnix(unix);
            case InetSocketAddress inet when family == StandardProtocolFamily.INET6 -> setInet6(inet);
            default -> setInet((InetSocketAddress) address);
        }
    }

    private void setUnix(UnixDomainSocketAddress address) {
        byte[] path = address.getPath().toString().getBytes(StandardCharsets.UTF_8);
        memory.putShort(ADDRESS, AF_UNIX).put(PORT, path).put(PORT + path.length, (byte) 0);
        memory.putInt(0, Short.BYTES + path.length + 1);
    }

    private void setInet(InetSocketAddress address) {
        memory.putShort(ADDRESS, AF_INET).put(HOST, address.getAddress().getAddress());
        setPort(address.getPort());
        memory.putInt(0, IN_LENGTH);
    }

    private void setInet6(InetSocketAddress address) {
        memory.putShort(ADDRESS, AF_INET6).putInt(HOST, 0).put(HOST6, sixteenBytes(address.getAddress()));
        memory.putInt(SCOPE, address.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0);
        setPort(address.getPort());
        memory.putInt(0, IN6_LENGTH);
    }

    private static byte[] sixteenBytes(InetAddress host) {
        byte[] bytes = host.getAddress();
        if (bytes.length == 16) return bytes;
        byte[] mapped = new byte[16];
        mapped[V4_MAPPED] = -1;
        mapped[V4_MAPPED + 1] = -1;
        System.arraycopy(bytes, 0, mapped, V4_MAPPED + 2, bytes.length);
        return mapped;
    }

    /** A port is in network byte order on every machine. */
    private void setPort(int port) {
        memory.put(PORT, (byte) (port >> 8)).put(PORT + 1, (byte) port);
    }

    private int port() {
        return ((memory.get(PORT) & 0xFF) << 8) | (memory.get(PORT + 1) & 0xFF);
    }

    /** {@return the address that the system wrote; that of a Unix socket without a name has an empty path} */
    SocketAddress get() throws IOException {
        return switch (memory.getShort(ADDRESS)) {
            case AF_INET -> new InetSocketAddress(InetAddress.getByAddress(bytes(HOST, 4)), port());
            case AF_INET6 -> new InetSocketAddress(inet6(), port());
            default -> Addresses.UNNAMED;
        };
    }

    private InetAddress inet6() throws UnknownHostException {
        byte[] bytes = bytes(HOST6, 16);
        int scope = memory.getInt(SCOPE);
        return scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
    }

    private byte[] bytes(int from, int count) {
        byte[] bytes = new byte[count];
        memory.get(from, bytes);
        return bytes;
    }
}
