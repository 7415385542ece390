package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.spi.AddressUnavailableException;
import dev.pirn.spi.IoListener;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Opens the listeners of a server: all of them, or none. */
final class Binder {

    private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::");
    private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("0.0.0.0");

    private final Opening opening;
    private final List<IoListener> listeners = new ArrayList<>();

    Binder(Opening opening) {
        this.opening = opening;
    }

    @FunctionalInterface
    interface Opening {

        IoListener on(InetSocketAddress address) throws IOException;
    }

    static List<IoListener> bind(Loop loop, ListenOptions options) throws IOException {
        Async.checkpoint();
        int backlog = options.settings().backlog();
        var socketOptions = options.settings().listening().asMap();
        Binder binder = new Binder(address -> loop.driver().listen(address, backlog, socketOptions));
        boolean complete = false;
        try {
            for (InetSocketAddress address : options.addresses()) {
                if (isEverywhere(address)) binder.bindEverywhere(address.getPort());
                else binder.bindHost(Resolver.resolve(loop, address));
            }
            complete = true;
            return binder.listeners();
        } finally {
            if (!complete) binder.listeners.forEach(IoListener::close);
        }
    }

    private static boolean isEverywhere(InetSocketAddress address) {
        return address.isUnresolved() && address.getHostString().isEmpty();
    }

    /** All addresses of a host. Many a host has an IPv6 address on a machine without IPv6: that one is left out. */
    void bindHost(List<InetSocketAddress> addresses) throws IOException {
        AddressUnavailableException leftOut = null;
        int bound = 0;
        for (InetSocketAddress address : addresses) {
            try {
                int ignored = bind(address);
                bound++;
            } catch (AddressUnavailableException e) {
                if (!(address.getAddress() instanceof Inet6Address)) throw e;
                leftOut = e;
            }
        }
        if (bound == 0 && leftOut != null) throw leftOut;
    }

    /**
     * Where the IPv6 socket takes IPv4 as well, the port is in use for IPv4 by then; where it does not, IPv4 gets a
     * socket of its own; where there is no IPv6, it is the only one.
     */
    void bindEverywhere(int port) throws IOException {
        AddressUnavailableException noIpv6 = null;
        int chosen = port;
        try {
            chosen = bind(new InetSocketAddress(ANY_IPV6, port));
        } catch (AddressUnavailableException e) {
            noIpv6 = e;
        }
        try {
            int ignored = bind(new InetSocketAddress(ANY_IPV4, chosen));
        } catch (BindException e) {
            if (noIpv6 == null) return;
            e.addSuppressed(noIpv6);
            throw e;
        }
    }

    List<IoListener> listeners() {
        return listeners;
    }

    /** {@return the port} */
    private int bind(InetSocketAddress address) throws IOException {
        IoListener listener = opening.on(address);
        listeners.add(listener);
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }
}
