package dev.pirn.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The sockets, pipes and files that this process has open at a moment, as Linux reports; none elsewhere. What the JVM
 * opens for itself, such as archives, devices and selectors, is left out.
 *
 * @param targets what each descriptor stands for, by its number
 */
record Descriptors(Map<String, String> targets) {

    private static final Path DIRECTORY = Path.of("/proc/self/fd");
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /** What is closed by another thread, a cleaner or the death of a process, is waited for a second. */
    private static final int TRIES = 50;

    private static final long PAUSE_NANOS = 20_000_000;

    static {
        warmUp();
    }

    /** The JDK keeps a socket of its own from the first use of one on. */
    private static void warmUp() {
        try {
            SocketChannel.open().close();
            DatagramChannel.open().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return what is open now} */
    static Descriptors now() {
        Map<String, String> targets = new HashMap<>();
        String[] numbers = DIRECTORY.toFile().list();
        if (numbers == null) return new Descriptors(targets);
        for (String number : numbers) {
            String target = target(number);
            if (isOfInterest(target)) targets.put(number, target);
        }
        return new Descriptors(targets);
    }

    private static String target(String number) {
        try {
            return Files.readSymbolicLink(DIRECTORY.resolve(number)).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile, as that of the listing itself
        }
    }

    private static boolean isOfInterest(String target) {
        if (target.startsWith("socket:") || target.startsWith("pipe:")) return true;
        return target.startsWith("/") && !isOfTheJvm(target);
    }

    private static boolean isOfTheJvm(String path) {
        return path.startsWith("/dev/")
                || path.startsWith("/proc/")
                || path.startsWith("/memfd:")
                || path.endsWith(".jar")
                || path.endsWith(".so")
                || Path.of(path).startsWith(JAVA_HOME);
    }

    /** {@return what is open in this that was not before, in words} */
    List<String> since(Descriptors before) {
        return targets.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.targets.get(entry.getKey())))
                .map(entry -> entry.getKey() + " -> " + entry.getValue())
                .sorted()
                .toList();
    }

    /**
     * {@return what has been opened since this and is not closed after some patience, in words} Blocks only if there is
     * something.
     */
    List<String> stillOpen() {
        List<String> open = now().since(this);
        for (int i = 0; i < TRIES && !open.isEmpty(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            open = now().since(this);
        }
        return open;
    }
}
