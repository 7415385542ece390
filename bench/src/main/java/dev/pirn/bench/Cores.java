package dev.pirn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two cores of this machine: one for the server, one for the load. Without two of them, or without {@code taskset},
 * processes run where the system puts them, and figures are rougher.
 */
final class Cores {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "Cpus_allowed_list:";

    private final List<Integer> cores;

    private Cores(List<Integer> cores) {
        this.cores = cores;
    }

    static Cores find() throws IOException {
        if (Workshop.find("taskset") == null || !Files.exists(STATUS)) return new Cores(List.of());
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(FIELD))
                return new Cores(parse(line.substring(FIELD.length()).strip()));
        }
        return new Cores(List.of());
    }

    /** {@return the cores of a list as the kernel writes it, for example {@code 0-3,8}} */
    static List<Integer> parse(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) cores.add(core);
        }
        return cores;
    }

    boolean arePinned() {
        return cores.size() > 1;
    }

    /** {@return the command, on the core for servers} */
    List<String> server(List<String> command) {
        return on(0, command);
    }

    /** {@return the command, on the core for the load} */
    List<String> load(List<String> command) {
        return on(1, command);
    }

    private List<String> on(int index, List<String> command) {
        if (!arePinned()) return command;
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(cores.get(index))));
        pinned.addAll(command);
        return pinned;
    }

    @Override
    public String toString() {
        return arePinned()
                ? "server on core " + cores.get(0) + ", load on core " + cores.get(1)
                : "not pinned: that takes two cores and taskset";
    }
}
