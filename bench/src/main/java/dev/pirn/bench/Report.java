package dev.pirn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import dev.pirn.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All of a run: what {@code --json} writes and {@code --html} shows.
 *
 * @param about the machine, the versions, the command
 * @param figures what was measured
 * @param missing what was not, and why
 */
record Report(Map<String, String> about, List<Figure> figures, List<Missing> missing) {

    private static final String FORMAT = "pirn-bench 1";

    /** {@return this, and what only the other one has} */
    Report and(Report other) {
        Map<String, String> allAbout = new LinkedHashMap<>(other.about);
        allAbout.putAll(about);
        allAbout.put("command", about.get("command") + "; " + other.about.get("command"));
        Set<Figure.Key> mine = figures.stream().map(Figure::key).collect(Collectors.toSet());
        List<Figure> allFigures = new ArrayList<>(figures);
        other.figures.stream().filter(figure -> !mine.contains(figure.key())).forEach(allFigures::add);
        Set<Missing> allMissing = new LinkedHashSet<>(missing);
        allMissing.addAll(other.missing);
        return new Report(allAbout, allFigures, List.copyOf(allMissing));
    }

    String toJson() throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format", FORMAT);
        document.put("about", about);
        document.put("figures", figures.stream().map(Report::toMap).toList());
        document.put("missing", missing.stream().map(Report::toMap).toList());
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(document);
    }

    private static Map<String, Object> toMap(Figure figure) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("suite", figure.suite());
        map.put("subject", figure.subject());
        map.put("name", figure.name());
        map.put("unit", figure.unit());
        map.put("at", figure.at());
        map.put("median", figure.median());
        map.put("noise", figure.noise());
        map.put("leastNoise", figure.leastNoise());
        map.put("rounds", figure.rounds());
        return map;
    }

    private static Map<String, Object> toMap(Missing missing) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("peer", missing.peer());
        map.put("why", missing.why());
        map.put("install", missing.install());
        return map;
    }

    /** Reads a report; a file that is none is the user's mistake. */
    static Report read(Path file) {
        try {
            return ofJson(Files.readString(file));
        } catch (JSONObjectException | IllegalArgumentException e) {
            throw new UserException(file + " is not a report of pirn bench: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UserException("cannot read the report " + file + ": " + e, e);
        }
    }

    static Report ofJson(String json) throws IOException {
        Map<String, Object> document = JSON.std.mapFrom(json);
        if (!FORMAT.equals(document.get("format")))
            throw new IllegalArgumentException("its format is " + document.get("format") + ", not " + FORMAT);
        Map<String, String> about = new LinkedHashMap<>();
        map(document.get("about")).forEach((name, value) -> about.put(String.valueOf(name), String.valueOf(value)));
        List<Figure> figures = new ArrayList<>();
        for (Object figure : list(document.get("figures"))) figures.add(toFigure(map(figure)));
        List<Missing> missing = new ArrayList<>();
        for (Object peer : list(document.get("missing"))) missing.add(toMissing(map(peer)));
        return new Report(about, figures, missing);
    }

    private static Figure toFigure(Map<?, ?> map) {
        List<Double> rounds =
                list(map.get("rounds")).stream().map(Report::number).toList();
        return new Figure(
                text(map, "suite"),
                text(map, "subject"),
                text(map, "name"),
                text(map, "unit"),
                number(map.get("at")),
                rounds,
                map.containsKey("leastNoise") ? number(map.get("leastNoise")) : Statistics.LEAST_NOISE);
    }

    private static Missing toMissing(Map<?, ?> map) {
        return new Missing(text(map, "peer"), text(map, "why"), text(map, "install"));
    }

    private static String text(Map<?, ?> map, String name) {
        if (map.get(name) instanceof String text) return text;
        throw new IllegalArgumentException("no text \"" + name + "\" in " + map);
    }

    private static double number(@Nullable Object value) {
        if (value instanceof Number number) return number.doubleValue();
        throw new IllegalArgumentException("not a number: " + value);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) return map;
        throw new IllegalArgumentException("not an object: " + value);
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) return list;
        throw new IllegalArgumentException("not a list: " + value);
    }
}
