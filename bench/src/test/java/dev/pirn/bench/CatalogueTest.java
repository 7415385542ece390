package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {

    /** A line of JMH's list: class, generated class, method. */
    private static final Pattern BENCHMARK =
            Pattern.compile("(?m)^JMH S \\d+ dev\\.pirn\\.bench\\.micro\\.(\\S+) S \\d+ \\S+ S \\d+ (\\S+) ");

    @TempDir
    private Path directory;

    private List<JmhMeasurement> measurements(boolean isQuick) throws IOException {
        Effort effort = new Effort(isQuick, 1, Duration.ofMillis(1));
        return Catalogue.of(
                        List.of("epoll", "io_uring", "nio"),
                        effort,
                        (_, title) -> !title.equals("all"),
                        new Workshop(directory, ""),
                        _ -> {})
                .stream()
                .filter(JmhMeasurement.class::isInstance)
                .map(JmhMeasurement.class::cast)
                .toList();
    }

    @Test
    void everyBenchmarkOfJmhIsMeasuredAndNoOther() throws IOException {
        Set<String> listed =
                measurements(false).stream().map(JmhMeasurement::method).collect(Collectors.toSet());
        listed.add("PirnParked.switches"); // by the growth
        assertEquals(generated(), listed);
    }

    private static Set<String> generated() throws IOException {
        try (InputStream in = CatalogueTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertTrue(in != null, "JMH's list is not on the class path");
            String list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return BENCHMARK
                    .matcher(list)
                    .results()
                    .map(found -> found.group(1) + "." + found.group(2))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void noFigureIsMeasuredTwice() throws IOException {
        List<JmhMeasurement> all = measurements(false);
        assertEquals(
                all.size(),
                all.stream()
                        .map(one -> one.subject() + " " + one.name())
                        .distinct()
                        .count());
    }

    /** A quick run has every budget's figure of the favourite, and keeps within three minutes at two seconds each. */
    @Test
    void aQuickRunIsAPartThatIsEnough() throws IOException {
        List<JmhMeasurement> quick = measurements(true);
        assertTrue(quick.size() <= 70, quick.size() + " benchmarks");
        Set<String> ours = quick.stream()
                .filter(one -> one.subject().equals("pirn-epoll"))
                .map(JmhMeasurement::name)
                .collect(Collectors.toSet());
        assertTrue(
                ours.containsAll(List.of(
                        "switch",
                        "spawn_await",
                        "gather_1000_per_task",
                        "call_soon",
                        "call_soon_threadsafe",
                        "timer_schedule_cancel",
                        "queue_1_handoff")),
                ours.toString());
        Set<String> full = titles(measurements(false));
        assertTrue(full.containsAll(titles(quick)), titles(quick) + " is no part of " + full);
    }

    private static Set<String> titles(List<JmhMeasurement> measurements) {
        return measurements.stream()
                .map(one -> one.subject() + " " + one.name())
                .collect(Collectors.toSet());
    }
}
