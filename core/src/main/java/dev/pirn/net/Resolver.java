package dev.pirn.net;

import dev.pirn.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns host names into addresses without holding up the loop. */
final class Resolver {

    private Resolver() {}

    /**
     * {@return the addresses of a host, in the system's order, at least one} Suspends unless the host is a numeric
     * address; when it is cancelled the lookup goes on in its thread and is dropped.
     */
    static List<InetSocketAddress> resolve(Loop loop, String host, int port) throws IOException {
        InetAddress literal = literal(host);
        if (literal != null) return List.of(new InetSocketAddress(literal, port));
        InetAddress[] found = lookUp(loop, host);
        List<InetSocketAddress> addresses = new ArrayList<>(found.length);
        for (InetAddress address : found) addresses.add(new InetSocketAddress(address, port));
        return addresses;
    }

    private static InetAddress[] lookUp(Loop loop, String host) throws IOException {
        try {
            return loop.runInExecutor(null, () -> InetAddress.getAllByName(host))
                    .await(IOException.class);
        } catch (UnknownHostException e) {
            Throwable _ = e.fillInStackTrace(); // it was made in a thread, without a line of the program
            throw e;
        }
    }

    /** {@return the addresses of a socket address that may not be resolved yet} */
    static List<InetSocketAddress> resolve(Loop loop, InetSocketAddress address) throws IOException {
        return address.isUnresolved() ? resolve(loop, address.getHostString(), address.getPort()) : List.of(address);
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            return null; // a name
        }
    }
}
