package dev.pirn.bench;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.net.Protocol;
import dev.pirn.net.Tcp;
import dev.pirn.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * Drives an echo server where there is no C compiler for {@code echo_load.c}, whose arguments and output it shares:
 * from one loop, by callbacks, with every byte checked. It costs more than a server in C, so it may be what limits a
 * fast one.
 */
final class EchoLoad {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();
    private static final int DIGITS = 3;

    private final Loop loop;
    private final byte[] message;
    private final long rate;
    private final long warmUp;
    private final long length;
    private final Histogram latencies = new Histogram(LONGEST, DIGITS);
    private final List<Client> clients = new ArrayList<>();
    private long start;
    private long errors;
    private long issued;

    private EchoLoad(Loop loop, int bytes, long rate, long warmUp, long length) {
        this.loop = loop;
        this.message = new byte[bytes];
        for (int i = 0; i < bytes; i++) message[i] = (byte) (i * 7 + i / 251);
        this.rate = rate;
        this.warmUp = warmUp;
        this.length = length;
    }

    /** As {@code echo_load.c}: PORT CONNECTIONS BYTES RATE WARM_UP_MILLIS MILLIS. */
    static void main(String[] args) {
        try (Runner runner = Runner.create()) {
            runner.run(() -> new EchoLoad(
                            Loop.current(),
                            Integer.parseInt(args[2]),
                            Long.parseLong(args[3]),
                            Long.parseLong(args[4]) * MILLI,
                            Long.parseLong(args[5]) * MILLI)
                    .run(Integer.parseInt(args[0]), Integer.parseInt(args[1])));
        }
    }

    private void run(int port, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            Client client = new Client(i, connections);
            Tcp.connect("127.0.0.1", port, () -> client);
            clients.add(client);
        }
        start = loop.time();
        if (rate == 0) clients.forEach(Client::begin);
        else issue();
        Async.sleep(Duration.ofNanos(start + warmUp - loop.time()));
        say("begin");
        Async.sleep(Duration.ofNanos(start + warmUp + length - loop.time()));
        say("end");
        if (rate > 0) clients.forEach(Client::giveUp);
        print();
        clients.forEach(Client::close);
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }

    private void print() {
        System.out.println("errors " + errors);
        for (HistogramIterationValue value : latencies.recordedValues())
            System.out.println(value.getValueIteratedTo() + " " + value.getCountAtValueIteratedTo());
    }

    private long due(long number) {
        return start + (long) (number * (double) SECOND / rate);
    }

    /** Lets what is due begin, and comes back for the next one. */
    private void issue() {
        while (due(issued) <= loop.time())
            clients.get((int) (issued++ % clients.size())).issue();
        if (due(issued) < start + warmUp + length) loop.callAt(due(issued), this::issue);
    }

    private void record(long since, long now) {
        if (since >= start + warmUp && now < start + warmUp + length)
            latencies.recordValue(Math.min(LONGEST, now - since));
    }

    /** One connection, with one message under way at most. */
    private final class Client implements Protocol {

        private final int index;
        private final int connections;
        private @Nullable Transport transport;
        private boolean busy;
        private long since;
        private int received;
        private long due;
        private long begun;

        Client(int index, int connections) {
            this.index = index;
            this.connections = connections;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        /** Another message is due. */
        void issue() {
            due++;
            begin();
        }

        void begin() {
            if (busy || transport == null || (rate > 0 && begun == due)) return;
            since = rate > 0 ? due(index + begun++ * connections) : loop.time();
            busy = true;
            received = 0;
            transport.write(ByteBuffer.wrap(message));
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            int length = data.remaining();
            if (!data.equals(ByteBuffer.wrap(message, received, Math.min(length, message.length - received)))) errors++;
            received += length;
            if (received < message.length) return;
            record(since, loop.time());
            busy = false;
            begin();
        }

        /** What was due in time and is not back counts, with the time that it has waited at least. */
        void giveUp() {
            long end = start + warmUp + length - 1;
            if (busy) record(since, end);
            while (begun < due) record(due(index + begun++ * connections), end);
        }

        void close() {
            if (transport != null) transport.abort();
        }
    }
}
