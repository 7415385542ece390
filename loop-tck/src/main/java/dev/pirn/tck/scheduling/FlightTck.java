package dev.pirn.tck.scheduling;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What a flight recording with the settings {@code pirn.jfc} records. */
class FlightTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void tasksAreRecordedWithTheirOutcomes(LoopCase loops) {
        List<RecordedEvent> events = record(() -> loops.run(() -> {
            Task<?> finished = spawn("finishes", () -> spinFor(5));
            Task<?> failed = spawn("fails", () -> {
                throw new IllegalStateException("on purpose");
            });
            Task<?> cancelled = spawn("cancelled", () -> Async.sleep(HOUR));
            finished.await();
            assertThrows(IllegalStateException.class, failed::await);
            cancelled.cancel("not needed");
            assertThrows(CancellationException.class, cancelled::await);
        }));
        RecordedEvent finished = end(events, "finishes");
        assertEquals("finished", finished.getString("outcome"));
        assertTrue(finished.getDuration("busyTime").compareTo(Duration.ofMillis(5)) >= 0, finished::toString);
        assertTrue(finished.getDuration("busyTime").compareTo(HOUR) < 0, finished::toString);
        assertEquals("failed", end(events, "fails").getString("outcome"));
        assertTrue(end(events, "fails").getString("reason").contains("on purpose"));
        assertEquals("cancelled", end(events, "cancelled").getString("outcome"));
        assertEquals("not needed", end(events, "cancelled").getString("reason"));
    }

    private static RecordedEvent end(List<RecordedEvent> events, String name) {
        RecordedEvent end = one(events, "TaskEnd", name);
        RecordedEvent start = one(events, "TaskStart", name);
        assertEquals(start.getLong("task"), end.getLong("task"));
        assertEquals(start.getLong("task"), start.getThread().getJavaThreadId());
        assertEquals(start.getThread().getJavaThreadId(), end.getThread().getJavaThreadId());
        assertFalse(end.getString("loop").isEmpty());
        return end;
    }

    private static RecordedEvent one(List<RecordedEvent> events, String type, String name) {
        List<RecordedEvent> found = of(events, type).stream()
                .filter(event -> event.getString("name").equals(name))
                .toList();
        assertEquals(1, found.size(), events::toString);
        return found.getFirst();
    }

    @LoopTest
    void slowStepsAreRecordedByName(LoopCase loops) {
        List<RecordedEvent> events = record(() -> loops.run(() -> {
            spawn("sluggish", () -> spinFor(30)).await();
        }));
        RecordedEvent slow = of(events, "SlowStep").stream()
                .filter(event -> event.getString("step").equals("task sluggish"))
                .findAny()
                .orElseThrow();
        assertTrue(slow.getDuration().compareTo(Duration.ofMillis(30)) >= 0, slow::toString);
    }

    @LoopTest
    void stallsAreRecordedWithTheirLines(LoopCase loops) {
        StallReport report = new StallReport("spinsInFlight");
        List<RecordedEvent> events = record(() -> report.warningOf(() ->
                loops.run(() -> spawn("busy", () -> spinsInFlight(report)).await())));
        RecordedEvent stall = about(events, "Stall", "task busy");
        assertEquals("RUNS", stall.getString("reason"));
        assertTrue(stall.getString("line").contains("spinsInFlight"), stall::toString);
        assertFalse(stall.getString("loop").isEmpty());
        assertNotNull(stall.getThread("thread"));
        assertTrue(stall.getDuration("soFar").toMillis() >= 100, stall::toString);
        assertTrue(about(events, "StallEnd", "task busy").getDuration("length").toMillis() >= 100, stall::toString);
    }

    private static RecordedEvent about(List<RecordedEvent> events, String type, String holder) {
        return of(events, type).stream()
                .filter(event -> event.getString("holder").equals(holder))
                .findAny()
                .orElseThrow();
    }

    private static void spinsInFlight(StallReport report) {
        while (!report.seen) Thread.onSpinWait();
    }

    @LoopTest
    void pollsAndForeignWakeUpsAreRecorded(LoopCase loops) {
        List<RecordedEvent> events = record(() -> loops.run(() -> {
            for (int i = 0; i < 10; i++) toThread(FlightTck::waitALittle); // until the loop waits, too
        }));
        RecordedEvent wakeup = of(events, "ForeignWakeup").getFirst();
        assertFalse(wakeup.getString("what").isEmpty());
        assertFalse(wakeup.getString("loop").isEmpty());
        assertNotNull(wakeup.getStackTrace());
        RecordedEvent poll = of(events, "Poll").getFirst();
        assertTrue(poll.getDuration().compareTo(Duration.ofMillis(1)) >= 0, poll::toString);
        assertEquals(0, poll.getInt("completions"));
        assertTrue(poll.getLong("timeout") != 0, poll::toString);
    }

    private static boolean waitALittle() {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        return true;
    }

    @LoopTest(io = true)
    void connectionsAreRecorded(LoopCase loops) {
        int[] port = {0};
        List<RecordedEvent> events = record(() -> loops.run(() -> {
            TcpServer server = Tcp.listen("127.0.0.1", 0, FlightTck::readUntilReset);
            port[0] = server.port();
            TcpStream stream = Tcp.connect("127.0.0.1", server.port());
            while (server.connectionCount() == 0) yieldNow();
            stream.abort();
            while (server.connectionCount() > 0) yieldNow();
            server.close();
            server.waitClosed();
        }));
        String address = "127.0.0.1:" + port[0];
        for (String type : List.of("ConnectionOpen", "ConnectionClose")) {
            assertEquals(1, count(events, type, "remote", address), type); // by the client
        }
        assertTrue(of(events, "ConnectionClose").stream().anyMatch(event -> event.getBoolean("aborted")));
        assertEquals(1, count(events, "ConnectionOpen", "local", address)); // by the server
        assertEquals(1, count(events, "ConnectionClose", "local", address));
    }

    private static void readUntilReset(TcpStream stream) {
        assertThrows(IOException.class, stream::readAll);
    }

    private static long count(List<RecordedEvent> events, String type, String field, String value) {
        return of(events, type).stream()
                .filter(event -> event.getString(field).endsWith(value))
                .count();
    }

    @LoopTest
    void nothingIsRecordedUnasked(LoopCase loops) {
        List<RecordedEvent> events = recordWith(
                new Recording(), () -> loops.run(() -> spawn(() -> {}).await()));
        assertEquals(List.of(), events);
    }

    // helpers

    private static void spinFor(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() < end) Thread.onSpinWait();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.pirn." + type))
                .toList();
    }

    private static List<RecordedEvent> record(Runnable program) {
        return recordWith(new Recording(settings()), program);
    }

    private static List<RecordedEvent> recordWith(Recording recording, Runnable program) {
        try (recording) {
            recording.start();
            program.run();
            recording.stop();
            Path file = Files.createTempFile("pirn", ".jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            Files.delete(file);
            return events.stream()
                    .filter(event -> event.getEventType().getName().startsWith("dev.pirn."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the settings that are published with core} */
    private static Configuration settings() {
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(Loop.class.getResourceAsStream("/pirn.jfc")), StandardCharsets.UTF_8)) {
            return Configuration.create(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }
}
