package dev.pirn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.examples.Tour.Stop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tour tells the truth: each program prints what stands there, and the code that is shown is the program's. */
@ResourceLock(Resources.SYSTEM_OUT)
class TourTest {

    /** Their output depends on the machine; {@link ExamplesTest} looks at it. */
    private static final Set<String> TESTED_ELSEWHERE = Set.of("three-pictures", "uvloop", "console");

    static List<Stop> stops() {
        return Tour.ENGLISH.stops();
    }

    static List<Tour> tours() {
        return List.of(Tour.ENGLISH, Tour.CHINESE);
    }

    static List<Stop> stopsOfOneOutput() {
        return stops().stream()
                .filter(stop -> !TESTED_ELSEWHERE.contains(stop.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("stopsOfOneOutput")
    void aProgramPrintsWhatTheTourSays(Stop stop) throws Exception {
        assertEquals(1, stop.output().size(), "the tour has to say what it prints, once");
        List<String> printed = Printed.linesOf(example(stop).program());
        assertEquals(withoutTimes(stop.output().getFirst()), withoutTimes(lines(printed)));
    }

    @ParameterizedTest
    @MethodSource("stops")
    void theTourShowsTheProgramAsItIs(Stop stop) throws IOException {
        Path file = Path.of("..", example(stop).source());
        assertEquals("../" + example(stop).source(), stop.links().getFirst());
        assertFalse(stop.java().isEmpty(), "the tour has to show some of it");
        String source = withoutIndentation(Files.readString(file));
        for (String shown : stop.java())
            assertTrue(source.contains("\n" + withoutIndentation(shown)), "not in " + file + ":\n" + shown);
    }

    @ParameterizedTest
    @MethodSource("tours")
    void theTourLeavesNoProgramOut(Tour tour) {
        List<String> told = tour.stops().stream().map(Stop::name).toList();
        assertEquals(Examples.all().stream().map(Example::name).toList(), told);
    }

    @ParameterizedTest
    @MethodSource("tours")
    void itsLinksLeadSomewhere(Tour tour) {
        for (String link : tour.links())
            assertTrue(Files.exists(tour.file().resolveSibling(link)), tour.file() + " links to " + link);
    }

    @Test
    void bothLanguagesShowTheSame() {
        assertEquals(Tour.ENGLISH.code(), Tour.CHINESE.code());
        assertEquals(
                Tour.ENGLISH.stops().stream().map(Stop::links).toList(),
                Tour.CHINESE.stops().stream().map(Stop::links).toList());
    }

    @Test
    void everyProgramIsInTheList() throws IOException {
        Set<String> listed = Examples.all().stream()
                .map(example -> example.type().getSimpleName())
                .collect(Collectors.toSet());
        assertEquals(new TreeSet<>(programs()), new TreeSet<>(listed));
    }

    private static Set<String> programs() throws IOException {
        Set<String> programs = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/pirn/examples"))) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                if (Files.readString(file).contains("static void main(")) programs.add(nameOf(file));
        }
        return programs;
    }

    private static String nameOf(Path source) {
        return source.getFileName().toString().replace(".java", "");
    }

    private static Example example(Stop stop) {
        return Examples.all().stream()
                .filter(example -> example.name().equals(stop.name()))
                .findFirst()
                .orElseThrow();
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String withoutTimes(String output) {
        return output.replaceAll("\\bin \\d+\\.\\d s", "in N s");
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(line -> line.strip() + "\n").collect(Collectors.joining());
    }
}
