package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Connects to the first address of a peer that answers. */
final class Connector {

    private final Loop loop;
    private final InetSocketAddress peer;
    private final ConnectOptions options;
    private final List<IOException> failures = new ArrayList<>();

    Connector(Loop loop, InetSocketAddress peer, ConnectOptions options) {
        this.loop = loop;
        this.peer = peer;
        this.options = options;
    }

    record Connected(IoSocket socket, InetSocketAddress remote) {

        /** {@return what a factory makes for it} The socket is closed if that fails. */
        <P> P madeWith(Supplier<P> factory) {
            try {
                return Objects.requireNonNull(factory.get(), "the protocol made by the factory");
            } catch (Throwable failure) {
                socket.close(true);
                throw failure;
            }
        }
    }

    Connected connect() throws IOException {
        Async.checkpoint();
        for (InetSocketAddress address : Resolver.resolve(loop, peer)) {
            if (!options.suits(address.getAddress())) {
                failures.add(new ConnectException(address + " is not of the family of " + options.localAddress()));
                continue;
            }
            try {
                return new Connected(connect(address), address);
            } catch (IOException e) {
                failures.add(e);
            }
        }
        throw failure();
    }

    private IoSocket connect(InetSocketAddress address) throws IOException {
        IoSocket socket = loop.driver().open(family(address));
        boolean connected = false;
        try {
            options.socketOptions().applyTo(socket);
            InetSocketAddress local = options.localAddress();
            if (local != null) socket.bind(local);
            awaitConnected(socket, address);
            connected = true;
            return socket;
        } finally {
            if (!connected) socket.close(true);
        }
    }

    private static void awaitConnected(IoSocket socket, InetSocketAddress address) throws IOException {
        IoWait wait = new IoWait("connect", address, socket::cancel);
        int result = socket.connect(address, wait);
        if (result == IoDriver.PENDING) result = wait.await();
        if (result == 0) return;
        Async.checkCancelled();
        throw new ConnectException("connect to " + address + " was given up by the driver: " + result);
    }

    private static StandardProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    private IOException failure() {
        if (failures.size() == 1) return failures.getFirst();
        String reasons = failures.stream().map(IOException::getMessage).collect(Collectors.joining("; "));
        ConnectException all = new ConnectException("cannot connect to " + peer + ": " + reasons);
        failures.forEach(all::addSuppressed);
        return all;
    }
}
