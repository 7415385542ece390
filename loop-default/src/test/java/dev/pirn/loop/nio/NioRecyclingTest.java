package dev.pirn.loop.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NioRecyclingTest extends NetTest {

    /**
     * Connections come and go, so that the same descriptor numbers serve one after the other, while two others carry
     * on: each gets its own bytes and events, and a closed one gets nothing any more.
     */
    @Test
    @Tag("slow")
    void recycledDescriptorsNeverMixTheirOwnersUp() throws IOException {
        IoListener listener = net.listen();
        try (Net.Connection busy = net.connection();
                Net.Connection quiet = net.connection()) {
            Told silence = new Told();
            quiet.socket().read(ByteBuffer.allocate(1), silence);
            for (int round = 0; round < 10_000; round++) {
                comeAndGo(listener, round);
                carryOn(busy, "busy " + round);
            }
            assertEquals(List.of(), silence.answers());
            quiet.send("x");
            assertEquals(IoDriver.RETRY, net.await(silence));
        }
        listener.close();
        assertEquals(0, net.driver.openCount());
    }

    private void comeAndGo(IoListener listener, int round) throws IOException {
        IoSocket client = net.connect(listener.localAddress());
        IoSocket server = net.accept(listener);
        Told clientRead = new Told();
        Told serverRead = new Told();
        assertEquals(IoDriver.PENDING, client.read(ByteBuffer.allocate(10), clientRead));
        String greeting = "round " + round;
        net.write(client, greeting);
        assertEquals(greeting, net.readText(server, greeting.length()));
        net.write(server, greeting);
        server.read(ByteBuffer.allocate(10), serverRead);
        boolean sawGreeting = round % 2 == 0; // half of them close with the event still on its way
        if (sawGreeting) assertEquals(IoDriver.RETRY, net.await(clientRead));

        client.close(true);
        server.close(true);

        assertEquals(sawGreeting ? List.of() : List.of(IoDriver.CANCELLED), clientRead.answers());
        assertEquals(List.of(IoDriver.CANCELLED), serverRead.answers());
    }

    private void carryOn(Net.Connection busy, String text) throws IOException {
        busy.send(text);
        assertEquals(text, net.readText(busy.socket(), text.length()));
    }
}
