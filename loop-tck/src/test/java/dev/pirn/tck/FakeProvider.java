package dev.pirn.tck;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import java.util.Set;

/** Loops without a network. */
final class FakeProvider implements LoopProvider {

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Availability availability() {
        return Availability.YES;
    }

    @Override
    public Set<String> capabilities() {
        return Set.of();
    }

    @Override
    public IoDriver newDriver() {
        return new FakeDriver();
    }
}
