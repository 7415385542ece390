package dev.pirn.loop.linux;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.Set;

/** The backend {@code epoll}: Linux's readiness notification, edge-triggered, with timeouts in nanoseconds. */
public final class EpollLoopProvider implements LoopProvider {

    /** Makes the provider; {@link java.util.ServiceLoader} calls this. */
    public EpollLoopProvider() {}

    @Override
    public String name() {
        return "epoll";
    }

    /** {@return 200, the highest of Pirn's own} */
    @Override
    public int priority() {
        return 200;
    }

    @Override
    public Availability availability() {
        return NativeLibrary.availability(Epoll::unavailabilityCause);
    }

    @Override
    public Set<String> capabilities() {
        return Set.of("unix-sockets");
    }

    @Override
    public IoDriver newDriver() throws IOException {
        return EpollDriver.make();
    }
}
