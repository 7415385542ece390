package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.room;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Descriptor numbers serve one connection after the other. */
class DriverRecyclingTck {

    private static final int ROUNDS = 1_000;

    /**
     * Connections come and go, so that the same descriptor numbers serve one after the other, while two others carry
     * on: each gets its own bytes and events, and a closed one gets nothing any more.
     */
    @DriverTest
    void recycledDescriptorsNeverMixTheirOwnersUp(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        try (DriverCase.Connection busy = net.connection();
                DriverCase.Connection quiet = net.connection()) {
            RecordedCompletion silence = new RecordedCompletion();
            ByteBuffer quietBytes = room(1);
            quiet.socket().read(quietBytes, silence);
            for (int round = 0; round < ROUNDS; round++) {
                comeAndGo(net, listener, round, busy);
            }
            assertEquals(List.of(), silence.answers());
            quiet.send("x");
            assertEquals(1, net.finishRead(quiet.socket(), quietBytes, net.await(silence)));
        }
        listener.close();
        assertEquals(0, net.driver().openCount());
    }

    private static void comeAndGo(DriverCase net, IoListener listener, int round, DriverCase.Connection busy)
            throws IOException {
        IoSocket client = net.connect(listener.localAddress());
        IoSocket server = net.accept(listener);
        RecordedCompletion clientRead = new RecordedCompletion();
        RecordedCompletion serverRead = new RecordedCompletion();
        assertEquals(IoDriver.PENDING, client.read(room(10), clientRead));
        String greeting = "round " + round;
        net.write(client, greeting);
        assertEquals(greeting, net.readText(server, greeting.length()));
        net.write(server, greeting);
        server.read(room(10), serverRead);
        boolean sawGreeting = round % 2 == 0; // half of them close with the event still on its way, as a rule
        if (sawGreeting) net.await(clientRead);
        boolean isCompleted = sawGreeting || clientRead.isCompleted();

        client.close(true);
        server.close(true);
        carryOn(net, busy, "busy " + round);

        if (!isCompleted) assertEquals(IoDriver.CANCELLED, net.await(clientRead));
        assertEquals(IoDriver.CANCELLED, net.await(serverRead));
        if (sawGreeting || !isCompleted) assertEquals(List.of(), clientRead.answers());
        assertEquals(List.of(), serverRead.answers());
    }

    private static void carryOn(DriverCase net, DriverCase.Connection busy, String text) throws IOException {
        busy.send(text);
        assertEquals(text, net.readText(busy.socket(), text.length()));
    }
}
