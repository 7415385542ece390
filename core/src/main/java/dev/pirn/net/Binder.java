package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.Loop;
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

    private final Loop loop;
    private final ListenOptions options;
    private final List<IoListener> listeners = new ArrayList<>();

    private Binder(Loop loop, ListenOptions options) {
        this.loop = loop;
        this.options = options;
    }

    static List<IoListener> bind(Loop loop, ListenOptions options) throws IOException {
        Async.checkpoint();
        Binder binder = new Binder(loop, options);
        boolean complete = false;
        try {
            for (InetSocketAddress address : options.addresses()) binder.bindAll(address);
            complete = true;
            return binder.listeners;
        } finally {
            if (!complete) binder.listeners.forEach(IoListener::close);
        }
    }

    private void bindAll(InetSocketAddress address) throws IOException {
        if (address.isUnresolved() && address.getHostString().isEmpty()) bindEverywhere(address.getPort());
        else bindHost(Resolver.resolve(loop, address));
    }

    /** All addresses of a host. Many a host has an IPv6 address on a machine without IPv6: that one is left out. */
    private void bindHost(List<InetSocketAddress> addresses) throws IOException {
        IOException leftOut = null;
        int bound = 0;
        for (InetSocketAddress address : addresses) {
            try {
                int ignored = bind(address);
                bound++;
            } catch (IOException e) {
                if (isInUse(e) || !(address.getAddress() instanceof Inet6Address)) throw e;
                leftOut = e;
            }
        }
        if (bound == 0 && leftOut != null) throw leftOut;
    }

    /**
     * Where the IPv6 socket takes IPv4 as well, the port is in use for IPv4 by then; where it does not, IPv4 gets a
     * socket of its own; where there is no IPv6, it is the only one.
     */
    private void bindEverywhere(int port) throws IOException {
        IOException noIpv6 = null;
        int chosen = port;
        try {
            chosen = bind(new InetSocketAddress(ANY_IPV6, port));
        } catch (IOException e) {
            if (isInUse(e)) throw e;
            noIpv6 = e;
        }
        try {
            chosen = bind(new InetSocketAddress(ANY_IPV4, chosen));
        } catch (IOException e) {
            if (noIpv6 == null && isInUse(e)) return;
            if (noIpv6 != null) e.addSuppressed(noIpv6);
            throw e;
        }
    }

    /** {@return the port} */
    private int bind(InetSocketAddress address) throws IOException {
        IoListener listener = loop.driver()
                .listen(address, options.backlog(), options.listening().asMap());
        listeners.add(listener);
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static boolean isInUse(IOException failure) {
        return failure instanceof BindException
                && String.valueOf(failure.getMessage()).contains("in use");
    }
}
