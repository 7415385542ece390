package dev.pirn.console;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, by the names under which they are served. */
final class Resources {

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("index.html", HTML),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("console.css", STYLE),
            Map.entry("uPlot.min.css", STYLE),
            Map.entry("uPlot.iife.min.js", SCRIPT),
            Map.entry("main.js", SCRIPT),
            Map.entry("model.js", SCRIPT),
            Map.entry("outline.js", SCRIPT),
            Map.entry("rows.js", SCRIPT),
            Map.entry("lanes.js", SCRIPT),
            Map.entry("loops.js", SCRIPT),
            Map.entry("alarms.js", SCRIPT),
            Map.entry("details.js", SCRIPT),
            Map.entry("words.js", SCRIPT));

    private Resources() {}

    /** {@return the file of a name; null if there is none} */
    static @Nullable Content find(String name) throws IOException {
        String file = name.isEmpty() ? "index.html" : name;
        String type = TYPES.get(file);
        return type == null ? null : Content.of(type, read(file));
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = Resources.class.getResourceAsStream(file)) {
            if (in == null) throw new FileNotFoundException("not in the console's jar: " + file);
            return in.readAllBytes();
        }
    }
}
