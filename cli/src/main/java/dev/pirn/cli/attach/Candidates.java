package dev.pirn.cli.attach;

import dev.pirn.text.Printable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The JVMs in which Pirn may run. On Linux they are those with a thread called as Pirn's watchdog, which the kernel
 * shows; other JVMs are not touched. Elsewhere they are all JVMs of this user.
 */
public final class Candidates {

    private static final Path PROC = Path.of("/proc");
    private static final String WATCHDOG = "pirn-watchdog";

    private Candidates() {}

    /** {@return the numbers of the processes, and what each runs, in order; without this one} */
    public static Map<Long, String> find() {
        Map<Long, String> found = new TreeMap<>();
        if (Files.isDirectory(PROC.resolve("self/task"))) addWatched(found);
        else if (Attachment.isPossible()) found.putAll(Injection.jvms());
        found.remove(ProcessHandle.current().pid());
        return found;
    }

    /**
     * {@return what a process runs: its command line without the JVM and its options}
     *
     * @param pid the process
     */
    public static String program(long pid) {
        return Printable.line(new Target(pid).program());
    }

    private static void addWatched(Map<Long, String> found) {
        List<ProcessHandle> processes = ProcessHandle.allProcesses().toList();
        for (ProcessHandle process : processes) {
            if (hasWatchdog(process.pid())) found.put(process.pid(), program(process.pid()));
        }
    }

    private static boolean hasWatchdog(long pid) {
        Path threads = PROC.resolve(pid + "/task");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) if (isWatchdog(thread)) return true;
        } catch (IOException e) {
            return false; // it has just ended
        }
        return false;
    }

    private static boolean isWatchdog(Path thread) {
        try (Stream<String> name = Files.lines(thread.resolve("comm"))) {
            return name.anyMatch(WATCHDOG::equals);
        } catch (IOException e) {
            return false;
        }
    }
}
