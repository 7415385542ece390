package dev.pirn.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The processor time of a process, thread by thread, as the scheduler of Linux counts it: to the nanosecond, where the
 * sum for the process counts in steps of 10 ms. Empty where the system does not report it.
 *
 * @param nanos of each thread, by its number
 */
record ThreadTimes(Map<String, Long> nanos) {

    private static final double NANOS_IN_MICRO = 1000;

    static ThreadTimes of(long pid) throws IOException {
        Map<String, Long> nanos = new HashMap<>();
        Path threads = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(threads)) return new ThreadTimes(nanos);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) nanos.put(thread.getFileName().toString(), nanosOf(thread));
        }
        return new ThreadTimes(nanos);
    }

    private static long nanosOf(Path thread) {
        try {
            String text = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (IOException e) {
            return 0; // it has just ended, or the kernel does not count
        }
    }

    /** {@return what was used since an earlier look, in microseconds} Without threads that have ended meanwhile. */
    double microsSince(ThreadTimes earlier) {
        long used = 0;
        for (Map.Entry<String, Long> thread : nanos.entrySet())
            used += Math.max(0, thread.getValue() - earlier.nanos.getOrDefault(thread.getKey(), 0L));
        return used / NANOS_IN_MICRO;
    }
}
