package dev.pirn.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was measured on what. */
final class Machine {

    private static final double BYTES_IN_GIB = 1 << 30;

    private Machine() {}

    /** {@return what a reader needs to know of this machine, in words} */
    static Map<String, String> describe() {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        about.put("commit", commit());
        about.put("processor", fieldOf(Path.of("/proc/cpuinfo"), "model name"));
        about.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        about.put("memory", memory());
        about.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        about.put(
                "java",
                Runtime.version() + ", " + System.getProperty("java.vm.name") + " of "
                        + System.getProperty("java.vendor"));
        about.put("load before", load());
        return about;
    }

    /** {@return how busy the machine is, in words} */
    static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f runnable on average of the last minute", load);
    }

    private static String memory() {
        String total = fieldOf(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "");
        return total.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(total) * 1024 / BYTES_IN_GIB);
    }

    private static String fieldOf(Path file, String name) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name))
                    return line.substring(line.indexOf(':') + 1).strip();
            }
        } catch (IOException e) {
            return "unknown"; // not Linux
        }
        return "unknown";
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .directory(here().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return said.isEmpty() ? "unknown" : said;
        } catch (IOException e) {
            return "unknown"; // no git, or not a clone
        }
    }

    /** {@return the directory that this class comes from} */
    private static Path here() {
        Path classes = Path.of(Machine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return Files.isDirectory(classes) ? classes : Path.of("").toAbsolutePath();
    }
}
