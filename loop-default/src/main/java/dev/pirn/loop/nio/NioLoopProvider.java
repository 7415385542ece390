package dev.pirn.loop.nio;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Set;

/** The backend {@code nio}: waits in a JDK selector, so it works wherever the JDK does. */
public final class NioLoopProvider implements LoopProvider {

    /** Makes the provider; {@link java.util.ServiceLoader} calls this. */
    public NioLoopProvider() {}

    @Override
    public String name() {
        return "nio";
    }

    /** {@return 100, below the native backends: it is what runs where they do not} */
    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Availability availability() {
        return Availability.YES;
    }

    @Override
    public Set<String> capabilities() {
        return Set.of("unix-sockets");
    }

    @Override
    public IoDriver newDriver() throws IOException {
        return new NioDriver(Selector.open());
    }
}
