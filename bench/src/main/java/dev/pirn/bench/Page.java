package dev.pirn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report as one page of HTML that loads nothing: its data, its script and the chart library stand in it. */
final class Page {

    private static final String CHARTS_VERSION = "META-INF/maven/org.webjars.npm/echarts/pom.properties";

    private Page() {}

    /**
     * Writes the page.
     *
     * @param report what it shows
     * @param old an earlier run to compare with
     */
    static String of(Report report, @Nullable Report old) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("css", text("report.css"));
        parts.put("data", inScript(data(report, old)));
        parts.put("echarts", charts());
        parts.put("js", text("report.js"));
        return fill(text("report.html"), parts);
    }

    /** Text of a script cannot end the script. */
    static String inScript(String json) {
        return json.replace("</", "<\\/").replace("<!--", "<\\u0021--");
    }

    /** Fills each place once, in order, so that a part's own braces are left alone. */
    private static String fill(String page, Map<String, String> parts) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            String place = "{{" + part.getKey() + "}}";
            int at = page.indexOf(place, from);
            if (at < 0) throw new IllegalStateException("the page has no place for " + part.getKey());
            filled.append(page, from, at).append(part.getValue());
            from = at + place.length();
        }
        return filled.append(page.substring(from)).toString();
    }

    private static String data(Report report, @Nullable Report old) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>(JSON.std.mapFrom(report.toJson()));
        document.put("budgets", Budgets.of(report).stream().map(Page::toMap).toList());
        document.put("laws", laws(report.figures()));
        if (old != null) document.put("comparison", toMap(Comparison.of(old, report)));
        return JSON.std.asString(document);
    }

    private static Map<String, Object> toMap(Budgets.Row row) {
        return Map.of(
                "work",
                row.work(),
                "asked",
                row.asked(),
                "measured",
                row.measured(),
                "peer",
                row.peer(),
                "isMet",
                row.isMet());
    }

    private static List<Object> laws(List<Figure> figures) {
        List<Object> laws = new ArrayList<>();
        for (List<Figure> curve : GrowthSuite.curves(figures)) {
            Growth growth = Growth.of(curve);
            laws.add(Map.of(
                    "subject", curve.getFirst().subject(),
                    "name", curve.getFirst().name(),
                    "from", curve.getFirst().at(),
                    "to", curve.getLast().at(),
                    "exponent", growth.exponent(),
                    "fit", growth.fit()));
        }
        return laws;
    }

    private static Map<String, Object> toMap(Comparison comparison) {
        List<Object> changes = new ArrayList<>();
        for (Comparison.Change change : comparison.changes()) {
            if (change.verdict() == Comparison.Verdict.SAME) continue;
            Figure now = change.after();
            changes.add(Map.of(
                    "figure",
                            now.subject() + " " + now.name()
                                    + (now.at() == 0 ? "" : " at " + TextTable.number(now.at())),
                    "unit", now.unit(),
                    "before", change.before().median(),
                    "now", now.median(),
                    "cost", String.format(Locale.ROOT, "%+.0f %%", (change.factor() - 1) * 100),
                    "noise", change.noise(),
                    "isWorse", change.verdict() == Comparison.Verdict.WORSE));
        }
        return Map.of("summary", ComparisonText.summary(comparison), "changes", changes);
    }

    private static String text(String name) throws IOException {
        return read("dev/pirn/bench/report/" + name);
    }

    private static String charts() throws IOException {
        String version = read(CHARTS_VERSION)
                .lines()
                .filter(line -> line.startsWith("version="))
                .findFirst()
                .orElseThrow(() -> new IOException("the chart library does not contain its version"))
                .substring("version=".length());
        return read("META-INF/resources/webjars/echarts/" + version + "/dist/echarts.common.min.js");
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = Page.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) throw new FileNotFoundException("not on the class path: " + resource);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
