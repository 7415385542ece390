package dev.pirn.bench.server;

import dev.pirn.net.Protocol;
import dev.pirn.net.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends back what it receives, and stops receiving while the peer does not take it. */
final class EchoProtocol implements Protocol {

    private @Nullable Transport transport;

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        if (transport != null) transport.write(data);
    }

    @Override
    public void pauseWriting() {
        if (transport != null) transport.pauseReading();
    }

    @Override
    public void resumeWriting() {
        if (transport != null) transport.resumeReading();
    }
}
