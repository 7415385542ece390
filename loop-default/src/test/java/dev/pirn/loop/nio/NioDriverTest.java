package dev.pirn.loop.nio;

import static dev.pirn.loop.nio.Net.assertNames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NioDriverTest extends NetTest {

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "-9223372036854775808, 0",
        "1, 1",
        "999999, 1",
        "1000000, 1",
        "1000001, 2",
        "9223372036854775807, 9223372036855"
    })
    void timeoutIsRoundedUpToMilliseconds(long nanos, long millis) {
        assertEquals(millis, NioDriver.selectMillis(nanos));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000, 1_000_000, 1_000_001, 2_900_000, 15_500_000})
    void pollIsNeverEarly(long nanos) throws IOException {
        long begin = System.nanoTime();
        assertEquals(0, net.driver.poll(nanos));
        assertTrue(System.nanoTime() - begin >= nanos);
    }

    @Test
    void pollOfZeroDoesNotWait() throws IOException {
        try (Net.Connection connection = net.connection()) {
            connection.socket().read(ByteBuffer.allocate(1), reader);
            assertEquals(0, net.driver.poll(0));
            connection.send("x");
            while (net.driver.poll(0) == 0) {
                Thread.onSpinWait();
            }
            assertEquals(List.of(IoDriver.RETRY), reader.answers());
        }
    }

    @Test
    void pollCountsWhatItTold() throws IOException {
        try (Net.Connection one = net.connection();
                Net.Connection two = net.connection()) {
            one.socket().read(ByteBuffer.allocate(1), reader);
            two.socket().read(ByteBuffer.allocate(1), new Told());
            assertEquals(2, net.driver.pendingCount());
            one.send("x");
            two.send("x");
            int told = 0;
            while (told < 2) {
                told += net.driver.poll(Net.LONG);
            }
            assertEquals(0, net.driver.pendingCount());
        }
    }

    @Test
    void wakeupEndsTheNextPollOnce() throws IOException {
        net.driver.wakeup();
        net.driver.wakeup();
        assertEquals(0, net.driver.poll(-1));
        net.assertSleeps();
    }

    @Test
    void wakeupFromAnotherThreadIsNeverLost() throws Exception {
        int rounds = 2_000; // both before the poll and during it, as the threads happen to meet
        SynchronousQueue<Integer> turns = new SynchronousQueue<>();
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                takeUnchecked(turns);
                net.driver.wakeup();
            }
        });
        for (int i = 0; i < rounds; i++) {
            turns.put(i);
            assertEquals(0, net.driver.poll(-1));
        }
        other.join();
        net.assertSleeps();
    }

    private static void takeUnchecked(SynchronousQueue<Integer> turns) {
        try {
            turns.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void interruptedThreadStillWaits() throws IOException {
        Thread.currentThread().interrupt();
        net.assertSleeps();
        assertTrue(Thread.interrupted());
    }

    @Test
    void unsupportedFamilyIsAnIoFailure() {
        ProtocolFamily foreign = () -> "CARRIER_PIGEON";
        SocketException failure = assertThrows(SocketException.class, () -> net.driver.open(foreign));
        assertNames("CARRIER_PIGEON", failure);
        assertEquals(0, net.driver.openCount());
    }

    @Test
    void countsWhatIsOpen() throws IOException {
        IoListener listener = net.listen();
        IoSocket client = net.connect(listener.localAddress());
        IoSocket server = net.accept(listener);
        assertEquals(3, net.driver.openCount());
        client.close(false);
        client.close(false);
        assertEquals(2, net.driver.openCount());
        server.close(true);
        listener.close();
        assertEquals(0, net.driver.openCount());
    }

    @Test
    void buffersAreFreeWhileAnOperationIsPending() {
        assertFalse(net.driver.pinsBuffers());
    }

    @Test
    void closeClosesEverythingAndTellsNobody() throws IOException {
        Net.Connection connection = net.connection();
        IoSocket idle = net.driver.open(StandardProtocolFamily.INET);
        IoListener listener = net.listen();
        listener.accept(reader);
        connection.socket().read(ByteBuffer.allocate(1), reader);

        net.driver.close();
        net.driver.close();

        assertEquals(List.of(), reader.answers());
        assertEquals(0, net.driver.openCount());
        assertEquals(0, net.driver.pendingCount());
        assertTrue(idle.isClosed());
        assertTrue(connection.socket().isClosed());
        assertEquals(-1, connection.peer().getInputStream().read());
        assertThrows(ConnectException.class, () -> Net.client(listener));
        listener.close();
        connection.close();
        net.driver.wakeup();
    }

    @Test
    void closedDriverOpensNothing() {
        net.driver.close();
        assertThrows(ClosedSelectorException.class, () -> net.driver.open(StandardProtocolFamily.INET));
        assertThrows(ClosedSelectorException.class, () -> net.driver.listen(Net.loopback(0), 1, Map.of()));
        assertThrows(ClosedSelectorException.class, () -> net.driver.poll(0));
    }

    @Test
    void nextPollGivesDescriptorsBack() throws IOException {
        List<Net.Connection> connections = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Net.Connection connection = net.connection();
            connection.socket().read(ByteBuffer.allocate(1), new Told());
            connections.add(connection);
        }
        net.driver.poll(0);
        long before = descriptors();
        for (Net.Connection connection : connections) {
            connection.socket().close(false);
        }
        net.driver.poll(0);
        assertTrue(descriptors() <= before - 20, before + " descriptors, then " + descriptors());
        for (Net.Connection connection : connections) {
            connection.close();
        }
    }

    private static long descriptors() throws IOException {
        Path list = Path.of("/dev/fd");
        assumeTrue(Files.isDirectory(list), "this system does not list descriptors");
        try (Stream<Path> entries = Files.list(list)) {
            return entries.count();
        }
    }
}
