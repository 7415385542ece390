package dev.pirn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.spi.AddressUnavailableException;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which failures of a bind leave an address out, on systems that speak any language. */
class BinderTest {

    private static final String IN_USE = "Die Adresse wird bereits verwendet";
    private static final String UNAVAILABLE = "Die angeforderte Adresse kann nicht zugewiesen werden";
    private static final String IPV6 = "0:0:0:0:0:0:0:1";
    private static final String EVERY_IPV6 = "0:0:0:0:0:0:0:0";
    private static final String EVERY_IPV4 = "0.0.0.0";

    private final Map<String, IOException> refused = new HashMap<>();
    private final Binder binder = new Binder(this::listen);

    private IoListener listen(InetSocketAddress address) throws IOException {
        IOException failure = refused.get(address.getAddress().getHostAddress());
        if (failure != null) throw failure;
        return new Listener(address.getPort() == 0 ? new InetSocketAddress(address.getAddress(), 4711) : address);
    }

    private List<String> bound() {
        return binder.listeners().stream()
                .map(listener -> ((InetSocketAddress) listener.localAddress()))
                .map(address -> address.getAddress().getHostAddress() + " " + address.getPort())
                .toList();
    }

    private static List<InetSocketAddress> localhost() {
        return List.of(
                new InetSocketAddress(InetAddress.ofLiteral("::1"), 80),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80));
    }

    @Test
    void theIpv6SocketMayCoverIpv4() throws IOException {
        refused.put(EVERY_IPV4, new BindException(IN_USE));
        binder.bindEverywhere(0);
        assertEquals(List.of(EVERY_IPV6 + " 4711"), bound());
    }

    @Test
    void ipv4GetsASocketOfItsOwnOnTheSamePort() throws IOException {
        binder.bindEverywhere(0);
        assertEquals(List.of(EVERY_IPV6 + " 4711", EVERY_IPV4 + " 4711"), bound());
    }

    @Test
    void withoutIpv6Ipv4IsEverywhere() throws IOException {
        refused.put(EVERY_IPV6, new AddressUnavailableException(UNAVAILABLE));
        binder.bindEverywhere(80);
        assertEquals(List.of(EVERY_IPV4 + " 80"), bound());
    }

    @Test
    void withoutIpv6AnIpv4AddressInUseFails() {
        AddressUnavailableException noIpv6 = new AddressUnavailableException(UNAVAILABLE);
        BindException inUse = new BindException(IN_USE);
        refused.put(EVERY_IPV6, noIpv6);
        refused.put(EVERY_IPV4, inUse);
        assertSame(inUse, assertThrows(BindException.class, () -> binder.bindEverywhere(80)));
        assertEquals(List.of(noIpv6), List.of(inUse.getSuppressed()));
    }

    @Test
    void anIpv6AddressInUseIsNotLeftOut() {
        BindException inUse = new BindException(IN_USE);
        refused.put(EVERY_IPV6, inUse);
        refused.put(IPV6, inUse);
        assertSame(inUse, assertThrows(BindException.class, () -> binder.bindEverywhere(80)));
        assertSame(inUse, assertThrows(BindException.class, () -> binder.bindHost(localhost())));
        assertEquals(List.of(), bound());
    }

    @Test
    void whatIsNoMatterOfTheAddressIsNotLeftOut() {
        SocketException full = new SocketException("Zu viele offene Dateien");
        refused.put(EVERY_IPV6, full);
        refused.put(IPV6, full);
        assertSame(full, assertThrows(SocketException.class, () -> binder.bindEverywhere(80)));
        assertSame(full, assertThrows(SocketException.class, () -> binder.bindHost(localhost())));
    }

    @Test
    void anIpv6AddressThatTheMachineDoesNotHaveIsLeftOut() throws IOException {
        refused.put(IPV6, new AddressUnavailableException(UNAVAILABLE));
        binder.bindHost(localhost());
        assertEquals(List.of("127.0.0.1 80"), bound());
    }

    @Test
    void anIpv4AddressThatTheMachineDoesNotHaveFails() {
        refused.put("127.0.0.1", new AddressUnavailableException(UNAVAILABLE));
        assertThrows(AddressUnavailableException.class, () -> binder.bindHost(localhost()));
    }

    @Test
    void aHostOfWhichNothingIsLeftFails() {
        refused.put(IPV6, new AddressUnavailableException(UNAVAILABLE));
        assertThrows(
                AddressUnavailableException.class,
                () -> binder.bindHost(List.of(localhost().getFirst())));
    }

    /** What was bound. */
    private record Listener(SocketAddress localAddress) implements IoListener {

        @Override
        public @Nullable IoSocket accept(Completion done) {
            return null;
        }

        @Override
        public void cancel(Completion done) {
            // Nothing is pending.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
