package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.assertNames;
import static dev.pirn.tck.driver.DriverCase.room;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import dev.pirn.tck.OpenDescriptors;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedSelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;

/** Waiting, waking up, counting, and the end of a driver. */
class DriverTck {

    private final RecordedCompletion reader = new RecordedCompletion();

    @DriverTest
    void pollIsNeverEarly(DriverCase net) throws IOException {
        for (long nanos : new long[] {1, 100_000, 1_000_000, 1_000_001, 2_900_000, 15_500_000}) {
            long begin = System.nanoTime();
            assertEquals(0, net.driver().poll(nanos));
            long waited = System.nanoTime() - begin;
            assertTrue(waited >= nanos, () -> waited + " ns instead of " + nanos);
        }
    }

    @DriverTest
    void pollOfZeroDoesNotWait(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            var target = room(1);
            connection.socket().read(target, reader);
            assertEquals(0, net.driver().poll(0));
            connection.send("x");
            int completed = 0;
            while (completed == 0) completed = net.driver().poll(0);
            assertEquals(1, completed);
            assertEquals(1, net.finishRead(connection.socket(), target, reader.take()));
        }
    }

    @DriverTest
    void pollCountsWhatItTold(DriverCase net) throws IOException {
        try (DriverCase.Connection one = net.connection();
                DriverCase.Connection two = net.connection()) {
            one.socket().read(room(1), reader);
            two.socket().read(room(1), new RecordedCompletion());
            assertEquals(2, net.driver().pendingCount());
            one.send("x");
            two.send("x");
            int completed = 0;
            while (completed < 2) {
                completed += net.driver().poll(DriverCase.LONG);
            }
            assertEquals(2, completed);
            assertEquals(0, net.driver().pendingCount());
        }
    }

    @DriverTest
    void wakeupEndsTheNextPollOnce(DriverCase net) throws IOException {
        net.driver().wakeup();
        net.driver().wakeup();
        assertEquals(0, net.driver().poll(-1));
        net.assertSleeps();
    }

    @DriverTest
    void wakeupFromAnotherThreadIsNeverLost(DriverCase net) throws Exception {
        int rounds = 2_000; // both before the poll and during it, as the threads happen to meet
        SynchronousQueue<Integer> turns = new SynchronousQueue<>();
        IoDriver driver = net.driver();
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                takeUnchecked(turns);
                driver.wakeup();
            }
        });
        for (int i = 0; i < rounds; i++) {
            turns.put(i);
            assertEquals(0, driver.poll(-1));
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

    @DriverTest
    void interruptedThreadStillWaits(DriverCase net) throws IOException {
        Thread.currentThread().interrupt();
        net.assertSleeps();
        assertTrue(Thread.interrupted());
    }

    @DriverTest
    void unsupportedFamilyIsAnIoFailure(DriverCase net) {
        ProtocolFamily foreign = () -> "CARRIER_PIGEON";
        SocketException failure =
                assertThrows(SocketException.class, () -> net.driver().open(foreign));
        assertNames("CARRIER_PIGEON", failure);
        assertEquals(0, net.driver().openCount());
    }

    @DriverTest
    void countsWhatIsOpen(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        IoSocket client = net.connect(listener.localAddress());
        IoSocket server = net.accept(listener);
        assertEquals(3, net.driver().openCount());
        client.close(false);
        client.close(false);
        assertEquals(2, net.driver().openCount());
        server.close(true);
        listener.close();
        assertEquals(0, net.driver().openCount());
    }

    @DriverTest
    void closeClosesEverythingAndTellsNobody(DriverCase net) throws IOException {
        IoDriver driver = net.driver();
        DriverCase.Connection connection = net.connection();
        IoSocket idle = driver.open(StandardProtocolFamily.INET);
        IoListener listener = net.listen();
        listener.accept(reader);
        connection.socket().read(room(1), reader);

        driver.close();
        driver.close();

        assertEquals(List.of(), reader.answers());
        assertEquals(0, driver.openCount());
        assertEquals(0, driver.pendingCount());
        assertTrue(idle.isClosed());
        assertTrue(connection.socket().isClosed());
        assertEquals(-1, connection.peer().getInputStream().read());
        assertThrows(ConnectException.class, () -> DriverCase.client(listener));
        listener.close();
        connection.close();
        driver.wakeup();
    }

    @DriverTest
    void closedDriverOpensNothing(DriverCase net) {
        IoDriver driver = net.driver();
        driver.close();
        assertThrows(ClosedSelectorException.class, () -> driver.open(StandardProtocolFamily.INET));
        assertThrows(ClosedSelectorException.class, () -> driver.listen(DriverCase.loopback(0), 1, Map.of()));
        assertThrows(ClosedSelectorException.class, () -> driver.poll(0));
    }

    @DriverTest
    void closedSocketsGiveTheirDescriptorsBackWhenTheDriverPolls(DriverCase net) throws IOException {
        List<DriverCase.Connection> connections = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            DriverCase.Connection connection = net.connection();
            connection.socket().read(room(1), new RecordedCompletion());
            connections.add(connection);
        }
        net.driver().poll(0);
        long before = OpenDescriptors.count();
        for (DriverCase.Connection connection : connections) {
            connection.socket().close(false);
        }
        net.settle();
        net.driver().poll(0);
        long after = OpenDescriptors.count();
        assertTrue(after <= before - 20, before + " descriptors, then " + after);
        for (DriverCase.Connection connection : connections) {
            connection.close();
        }
    }

    @DriverTest
    void aClosedDriverLeavesNoDescriptor(DriverCase net) throws IOException {
        use(net.newDriver()); // what only the first one needs
        long before = OpenDescriptors.count();
        for (int i = 0; i < 20; i++) use(net.newDriver());
        assertEquals(before, OpenDescriptors.count());
    }

    private static void use(IoDriver driver) throws IOException {
        IoListener listener = driver.listen(DriverCase.loopback(0), 1, Map.of());
        listener.accept(new RecordedCompletion());
        driver.open(StandardProtocolFamily.INET).connect(listener.localAddress(), new RecordedCompletion());
        driver.poll(0);
        driver.close();
    }
}
