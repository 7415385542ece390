package dev.pirn.loop.linux;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.util.Set;

/** The backend {@code io_uring}: operations are handed to Linux, which completes them. */
public final class UringLoopProvider implements LoopProvider {

    /** Makes the provider; {@link java.util.ServiceLoader} calls this. */
    public UringLoopProvider() {}

    @Override
    public String name() {
        return "io_uring";
    }

    /** {@return 150, between epoll and what runs everywhere} */
    @Override
    public int priority() {
        return 150;
    }

    @Override
    public Availability availability() {
        Availability sockets = NativeLibrary.availability(Epoll::unavailabilityCause);
        return sockets.isAvailable() ? NativeLibrary.availability(IoUring::unavailabilityCause) : sockets;
    }

    @Override
    public Set<String> capabilities() {
        return Set.of("unix-sockets");
    }

    @Override
    public IoDriver newDriver() throws IOException {
        return UringDriver.shared();
    }

    @Override
    public IoDriver newConfinedDriver() throws IOException {
        return UringDriver.confined();
    }
}
