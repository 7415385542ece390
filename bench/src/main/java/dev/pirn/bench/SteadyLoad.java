package dev.pirn.bench;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.TaskGroup;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Echoes at a fixed rate. A request that has to wait for the one before it counts from when it was due, not from when
 * it was sent, so that a server which stalls cannot hide it (coordinated omission).
 */
final class SteadyLoad {

    private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int DIGITS = 3;

    private final byte[] message;
    private final int rate;

    /** @param rate requests a second, of all connections together */
    SteadyLoad(byte[] message, int rate) {
        this.message = message;
        this.rate = rate;
    }

    /** {@return how long each echo took, in nanoseconds} In a coroutine. */
    Histogram run(List<TcpStream> connections, Duration time) {
        Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);
        Loop loop = Loop.current();
        long start = loop.time();
        long end = start + time.toNanos();
        long each = Duration.ofSeconds(1).toNanos() * connections.size() / rate;
        TaskGroup.run(group -> {
            for (int i = 0; i < connections.size(); i++) {
                TcpStream connection = connections.get(i);
                long first = start + each * i / connections.size();
                group.spawn(() -> {
                    for (long due = first; due < end; due += each) {
                        Async.sleep(Duration.ofNanos(due - loop.time()));
                        echo(connection);
                        latencies.recordValue(Math.min(LONGEST_NANOS, loop.time() - due));
                    }
                });
            }
        });
        return latencies;
    }

    /** Sends the message and waits until it has come back. */
    void echo(TcpStream connection) throws IOException {
        connection.write(message);
        connection.readExactly(message.length);
    }
}
