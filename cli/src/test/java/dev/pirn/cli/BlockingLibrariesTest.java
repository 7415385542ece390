package dev.pirn.cli;

import static dev.pirn.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.Body;
import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.spi.LoopProvider;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/**
 * Blocking libraries, unchanged, on one loop thread: many connections wait at once, and the loop goes on. The bounds
 * are far from what is measured, which is printed.
 */
class BlockingLibrariesTest {

    private static final int CONNECTIONS = 50;
    private static final double WAIT_SECONDS = 0.2;

    private static final int ROUNDS = 4;

    /** One after the other, the waits would take five times as long. */
    private static final double MOST_SECONDS = CONNECTIONS * WAIT_SECONDS / 5;

    static Stream<String> backends() {
        return Loops.providers().stream()
                .filter(backend -> backend.availability().isAvailable())
                .map(LoopProvider::name);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void fiftyQueriesWaitInThePostgresDriver(String backend) throws Exception {
        try (Postgres server = Postgres.start();
                Runner runner = runner(backend)) {
            runner.run(() -> {
                List<Connection> connections = all(CONNECTIONS, i -> server::connect);
                String query = "SELECT " + 7 + " FROM pg_sleep(" + WAIT_SECONDS + ")";
                Measured measured = measure(() -> {
                    List<Integer> answers = all(CONNECTIONS, i -> () -> one(connections.get(i), query));
                    assertEquals(Set.of(7), Set.copyOf(answers));
                });
                for (Connection connection : connections) connection.close();
                measured.checkAndPrint("pgjdbc, " + CONNECTIONS + " × pg_sleep, " + backend);
            });
        }
    }

    private static int one(Connection connection, String query) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertTrue(rows.next());
            return rows.getInt(1);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void fiftyBlockingPopsWaitInJedis(String backend, @TempDir Path home) throws Exception {
        try (Redis server = Redis.start(home);
                Runner runner = runner(backend)) {
            runner.run(() -> {
                List<Jedis> connections = all(CONNECTIONS, i -> () -> {
                    Jedis connection = server.connect();
                    connection.ping();
                    return connection;
                });
                Measured inVain = measure(() -> all(CONNECTIONS, i -> () -> {
                    assertNull(connections.get(i).blpop(WAIT_SECONDS, "nothing comes " + i));
                    return i;
                }));
                inVain.checkAndPrint("Jedis, " + CONNECTIONS + " × BLPOP in vain, " + backend);
                Measured fed = measure(() ->
                        assertEquals(CONNECTIONS, popped(connections, server).size()));
                fed.checkAndPrint("Jedis, " + CONNECTIONS + " × BLPOP fed after 0.2 s, " + backend);
                connections.forEach(Jedis::close);
            });
        }
    }

    /** All pop from one list, into which another coroutine pushes after a while. */
    private static Set<String> popped(List<Jedis> connections, Redis server) throws Exception {
        List<String> values = new ArrayList<>();
        TaskGroup.run(group -> {
            for (Jedis connection : connections) {
                group.spawn(() -> values.add(connection.blpop(10.0, "list").getValue()));
            }
            sleep(Duration.ofMillis((long) (WAIT_SECONDS * 1000)));
            try (Jedis pusher = server.connect()) {
                for (int i = 0; i < connections.size(); i++) pusher.rpush("list", "value " + i);
            }
        });
        return new TreeSet<>(values);
    }

    private static Runner runner(String backend) {
        assumeTrue(Loops.coroutines().equals("loop"), "SKIPPED: " + Loops.coroutinesReason());
        return Runner.builder().loop(backend).build();
    }

    private interface Work<T> {

        Body<T, ?> of(int number);
    }

    /** {@return the results of that many coroutines} */
    private static <T> List<T> all(int count, Work<T> work) {
        List<Task<T>> tasks = new ArrayList<>();
        TaskGroup.run(group -> {
            for (int i = 0; i < count; i++) tasks.add(group.spawn(work.of(i)));
        });
        return tasks.stream().map(Task::await).toList();
    }

    /** Runs something once to load what it needs, then some rounds while another coroutine ticks each millisecond. */
    private static Measured measure(CheckedRunnable work) throws Exception {
        work.run();
        List<Long> ticks = new ArrayList<>();
        Measured measured = TaskGroup.call(group -> {
            Task<?> ticker = group.spawn("ticker", () -> {
                while (true) {
                    ticks.add(System.nanoTime());
                    sleep(Duration.ofMillis(1));
                }
            });
            long start = System.nanoTime();
            for (int i = 0; i < ROUNDS; i++) work.run();
            double seconds = (System.nanoTime() - start) / 1e9 / ROUNDS;
            ticker.cancel("measured");
            List<Long> gaps = new ArrayList<>();
            for (int i = 1; i < ticks.size(); i++) gaps.add(ticks.get(i) - ticks.get(i - 1));
            gaps.sort(null);
            return new Measured(seconds, gaps);
        });
        return Objects.requireNonNull(measured); // the group is not cancelled
    }

    private interface CheckedRunnable {

        void run() throws Exception;
    }

    private record Measured(double seconds, List<Long> gaps) {

        void checkAndPrint(String what) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.3f s a round; ticks of 1 ms: %d, median %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                    what,
                    seconds,
                    gaps.size() + 1,
                    gaps.get(gaps.size() / 2) / 1e6,
                    gaps.get(gaps.size() * 99 / 100) / 1e6,
                    gaps.get(gaps.size() - 1) / 1e6);
            assertTrue(seconds >= WAIT_SECONDS, () -> what + ": waited for only " + seconds + " s");
            assertTrue(seconds < MOST_SECONDS, () -> what + ": took " + seconds + " s");
            // One each 10 ms shows that no wait held the loop; a busy machine skips many.
            int fewest = (int) (ROUNDS * WAIT_SECONDS * 1000 / 10);
            assertTrue(gaps.size() >= fewest, () -> what + ": only " + gaps.size() + " ticks");
        }
    }
}
