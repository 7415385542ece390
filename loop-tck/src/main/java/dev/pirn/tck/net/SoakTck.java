package dev.pirn.tck.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Many connections doing everything at once, in random order: connect, echo checksummed chunks, end one side, abort,
 * get cancelled. No byte may be lost, changed or doubled, and no descriptor, task or timer left. The seed is in the
 * name of the test; {@code -Dpirn.tck.seed} runs the same choices again.
 *
 * <p>{@code -Dpirn.soak.seconds=60} runs it for as long on each loop of the matrix.
 */
class SoakTck {

    private static final int CONNECTIONS = 200;

    /** What a closed server's own tasks need. */
    private static final int TURNS_TO_END = 5;

    /** So long on each of the eight loops. */
    private static final Duration SHORT = Duration.ofMillis(400);

    @LoopTest(io = true)
    void twoHundredConnectionsLoseNothingInAMoment(LoopCase loops) {
        soak(loops, SHORT, 200);
    }

    @LoopTest
    @Tag("slow")
    @EnabledIfSystemProperty(named = "pirn.soak.seconds", matches = "\\d+")
    @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
    void twoHundredConnectionsLoseNothing(LoopCase loops) {
        soak(loops, Duration.ofSeconds(Long.getLong("pirn.soak.seconds")), 200_000);
    }

    private static void soak(LoopCase loops, Duration duration, int longest) {
        SoakServer servers = new SoakServer();
        SoakClients clients = new SoakClients(loops.seed(), longest);
        loops.run(() -> {
            Loop loop = Loop.current();
            Set<Task<?>> before = Set.copyOf(loop.tasks());
            servers.start();
            try {
                clients.run(CONNECTIONS, loop.time() + duration.toNanos(), servers.addresses());
            } finally {
                servers.stop();
            }
            for (int i = 0; i < TURNS_TO_END; i++) {
                Async.yieldNow();
            }
            assertEquals(before, Set.copyOf(loop.tasks()), "tasks left");
            assertEquals(0, loop.timerCount(), "timers left");
            assertEquals(0, loop.driver().openCount(), "sockets left");
            assertEquals(0, loop.driver().pendingCount(), "operations left");
        });
        System.getLogger("dev.pirn.tck")
                .log(System.Logger.Level.INFO, "soak with seed " + loops.seed() + ": " + clients);
        assertTrue(clients.ended() >= CONNECTIONS, clients::toString);
    }
}
