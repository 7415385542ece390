package dev.pirn.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import dev.pirn.tck.FakeDriver.FakeSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adversary keeps to the contract of drivers, whatever it draws: each test tries many seeds. */
class AdversarialDriverTest {

    private static final int SEEDS = 200;

    @ParameterizedTest(name = "pins = {0}")
    @ValueSource(booleans = {false, true})
    void everyByteIsReadOnceAndInOrderAFewAtATime(boolean pins) throws IOException {
        byte[] bytes = new byte[200];
        new Random(1).nextBytes(bytes);
        for (long seed = 0; seed < SEEDS; seed++) {
            Fixture fixture = new Fixture(pins, seed);
            fixture.real.arrives(bytes);
            ByteBuffer target = ByteBuffer.allocate(bytes.length + 10);
            while (target.position() < bytes.length) {
                int before = target.position();
                int count = fixture.read(target);
                assertTrue(count >= 1 && count <= 3, "read " + count);
                assertEquals(before + count, target.position());
            }
            assertArrayEquals(bytes, java.util.Arrays.copyOf(target.array(), bytes.length));
            assertEquals(0, fixture.driver.pendingCount());
        }
    }

    @ParameterizedTest(name = "pins = {0}")
    @ValueSource(booleans = {false, true})
    void everyByteIsWrittenOnceAndInOrder(boolean pins) throws IOException {
        byte[] bytes = new byte[200];
        new Random(1).nextBytes(bytes);
        for (long seed = 0; seed < SEEDS; seed++) {
            Fixture fixture = new Fixture(pins, seed);
            ByteBuffer[] sources = {
                ByteBuffer.allocate(0), ByteBuffer.wrap(bytes, 0, 50), ByteBuffer.wrap(bytes, 50, 150)
            };
            while (sources[2].hasRemaining()) {
                RecordedCompletion told = new RecordedCompletion();
                int count = fixture.socket.write(sources, 0, 3, told);
                assertTrue(count <= 3, "wrote " + count);
                if (count == IoDriver.PENDING) {
                    fixture.pollUntilTold(told);
                }
            }
            assertArrayEquals(bytes, fixture.real.written.toByteArray());
        }
    }

    @ParameterizedTest(name = "pins = {0}")
    @ValueSource(booleans = {false, true})
    void aCancelledReadIsToldOnce(boolean pins) throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Fixture fixture = new Fixture(pins, seed);
            RecordedCompletion told = new RecordedCompletion();
            assertEquals(IoDriver.PENDING, fixture.socket.read(ByteBuffer.allocate(10), told));
            fixture.socket.cancel(told);
            fixture.socket.cancel(told);
            fixture.pollUntilTold(told);
            fixture.driver.poll(0);
            assertEquals(List.of(IoDriver.CANCELLED), told.results);
            assertEquals(0, fixture.driver.pendingCount());
        }
    }

    @ParameterizedTest(name = "pins = {0}")
    @ValueSource(booleans = {false, true})
    void closingTellsWhatIsPending(boolean pins) throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Fixture fixture = new Fixture(pins, seed);
            RecordedCompletion told = new RecordedCompletion();
            fixture.socket.read(ByteBuffer.allocate(10), told);
            fixture.socket.close(false);
            fixture.pollUntilTold(told);
            fixture.driver.poll(0);
            assertEquals(List.of(IoDriver.CANCELLED), told.results);
            assertEquals(0, fixture.driver.openCount());
            assertEquals(0, fixture.driver.pendingCount());
        }
    }

    @ParameterizedTest(name = "pins = {0}")
    @ValueSource(booleans = {false, true})
    void aPendingReadIsNowAndThenWokenInVain(boolean pins) throws IOException {
        Fixture fixture = new Fixture(pins, 1);
        RecordedCompletion told = new RecordedCompletion();
        assertEquals(IoDriver.PENDING, fixture.socket.read(ByteBuffer.allocate(10), told));
        fixture.pollUntilTold(told);
        assertEquals(List.of(IoDriver.RETRY), told.results);
    }

    @ParameterizedTest(name = "pins = {0}")
    @ValueSource(booleans = {false, true})
    void aSecondReadIsRefused(boolean pins) throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Fixture fixture = new Fixture(pins, seed);
            fixture.socket.read(ByteBuffer.allocate(10), new RecordedCompletion());
            assertThrows(
                    IllegalStateException.class,
                    () -> fixture.socket.read(ByteBuffer.allocate(10), new RecordedCompletion()));
        }
    }

    @ParameterizedTest(name = "pins = {0}")
    @ValueSource(booleans = {false, true})
    void theSeedDecides(boolean pins) throws IOException {
        Set<List<Integer>> traces = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(trace(pins, seed), trace(pins, seed));
            traces.add(trace(pins, seed));
        }
        assertEquals(20, traces.size());
    }

    private static List<Integer> trace(boolean pins, long seed) throws IOException {
        Fixture fixture = new Fixture(pins, seed);
        fixture.real.arrives(new byte[100]);
        List<Integer> counts = new ArrayList<>();
        ByteBuffer target = ByteBuffer.allocate(100);
        while (target.hasRemaining()) {
            counts.add(fixture.read(target));
        }
        return counts;
    }

    private static final class Fixture {

        final FakeDriver fake;
        final AdversarialDriver driver;
        final IoSocket socket;
        final FakeSocket real;

        Fixture(boolean pins, long seed) throws IOException {
            fake = new FakeDriver(pins);
            driver = new AdversarialDriver(fake, seed);
            socket = driver.open(StandardProtocolFamily.INET);
            real = fake.sockets.getFirst();
            assertConnects();
        }

        private void assertConnects() throws IOException {
            RecordedCompletion told = new RecordedCompletion();
            int result = socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), told);
            if (result == IoDriver.PENDING) {
                pollUntilTold(told);
                result = told.results.getFirst();
            }
            assertEquals(0, result);
        }

        int read(ByteBuffer target) throws IOException {
            while (true) {
                RecordedCompletion told = new RecordedCompletion();
                int result = socket.read(target, told);
                if (result == IoDriver.PENDING) {
                    pollUntilTold(told);
                    result = told.results.getFirst();
                }
                if (result != IoDriver.RETRY) {
                    return result;
                }
            }
        }

        void pollUntilTold(RecordedCompletion told) throws IOException {
            for (int polls = 0; told.results.isEmpty(); polls++) {
                assertTrue(polls < 1000, "never told");
                driver.poll(0);
            }
        }
    }

    private static final class RecordedCompletion implements Completion {

        final List<Integer> results = new ArrayList<>();

        @Override
        public void completed(int result) {
            results.add(result);
        }

        @Override
        public void failed(IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
