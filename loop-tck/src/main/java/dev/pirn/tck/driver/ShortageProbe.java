package dev.pirn.tck.driver;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.ServiceLoader;

/** A program that makes drivers with too few descriptors left for one, and looks whether any stays. */
final class ShortageProbe {

    /** Of descriptors, of the whole process. */
    static final int LIMIT = 300;

    private static final int ROUNDS = 1_000;
    private static final int MOST_OF_A_DRIVER = 16;
    private static final int LOOKS = 100;
    private static final File NULL = new File("/dev/null");

    private ShortageProbe() {}

    /** @param args the backend's name, and whether its drivers are confined */
    public static void main(String[] args) throws IOException {
        LoopProvider backend = ServiceLoader.load(LoopProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        boolean confined = Boolean.parseBoolean(args[1]);
        newDriver(backend, confined).close(); // loads what a shortage would keep from being loaded
        Deque<FileInputStream> filling = new ArrayDeque<>();
        while (isOpened(filling)) {}
        for (int left = 0; left < MOST_OF_A_DRIVER; left++) {
            if (succeeds(backend, confined)) {
                if (left == 0) throw new IllegalStateException("a driver without any descriptor");
                System.out.println("made with " + left + " descriptors");
                return;
            }
            for (int round = 0; round < ROUNDS; round++) {
                if (succeeds(backend, confined)) throw new IllegalStateException("made in round " + round);
            }
            requireLeft(left);
            filling.removeLast().close();
        }
        throw new IllegalStateException(MOST_OF_A_DRIVER + " descriptors do not suffice");
    }

    private static IoDriver newDriver(LoopProvider backend, boolean confined) throws IOException {
        return confined ? backend.newConfinedDriver() : backend.newDriver();
    }

    private static boolean succeeds(LoopProvider backend, boolean confined) {
        try {
            newDriver(backend, confined).close();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isOpened(Deque<FileInputStream> files) {
        try {
            files.add(new FileInputStream(NULL));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * The JVM itself opens a file now and then for a moment, so one look may find too few, and the filling have left
     * one more.
     */
    private static void requireLeft(int left) throws IOException {
        int found = countLeft();
        for (int look = 1; found < left && look < LOOKS; look++) found = countLeft();
        if (found < left) {
            throw new IllegalStateException(found + " descriptors left after the failures, " + left + " before");
        }
    }

    private static int countLeft() throws IOException {
        Deque<FileInputStream> rest = new ArrayDeque<>();
        while (isOpened(rest)) {}
        for (FileInputStream file : rest) file.close();
        return rest.size();
    }
}
