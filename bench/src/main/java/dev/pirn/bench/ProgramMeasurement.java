package dev.pirn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that measures itself and prints one line for each figure: {@code NAME N ns}, or {@code NAME@SIZE N bytes}
 * for one that grows.
 *
 * @param suite the suite it belongs to
 * @param subject who is measured
 * @param title what, for the progress
 * @param command the program
 */
record ProgramMeasurement(String suite, String subject, String title, List<String> command) implements Measurement {

    /** The slowest, Python's, take a minute or two. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Pattern LINE = Pattern.compile("([a-z0-9_]+)(?:@(\\d+))? (-?[0-9.]+) (ns|bytes)");

    @Override
    public List<Sample> run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Deadline _ = new Deadline(PATIENCE)) {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            if (exitCode != 0) throw new Failed(command.getFirst() + " ended with exit code " + exitCode);
            return parse(said);
        } finally {
            Children.end(process);
        }
    }

    /** Several lines with one name are rounds of one figure. */
    private List<Sample> parse(String said) throws Failed {
        Map<Figure.Key, List<Double>> values = new LinkedHashMap<>();
        Map<Figure.Key, String> units = new HashMap<>();
        for (String line : said.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) throw new Failed("not a figure: " + line);
            double at = matcher.group(2) == null ? 0 : Double.parseDouble(matcher.group(2));
            Figure.Key key = new Figure.Key(suite, subject, matcher.group(1), at);
            values.computeIfAbsent(key, _ -> new ArrayList<>()).add(Double.parseDouble(matcher.group(3)));
            units.put(key, matcher.group(4));
        }
        if (values.isEmpty()) throw new Failed(command.getFirst() + " printed nothing");
        List<Sample> samples = new ArrayList<>();
        values.forEach((key, rounds) -> samples.add(new Sample(key, units.getOrDefault(key, ""), rounds)));
        return samples;
    }
}
