package dev.pirn.bench;

import dev.pirn.Pirn;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where JVMs that are measured keep what Flight Recorder writes: a directory that goes with this object. */
final class Recordings implements AutoCloseable {

    private static final String SETTINGS = "pirn.jfc";

    private final Path directory;

    private Recordings(Path directory) {
        this.directory = directory;
    }

    static Recordings make() throws IOException {
        Recordings made = new Recordings(Files.createTempDirectory("pirn-bench"));
        try (InputStream settings = Pirn.class.getResourceAsStream("/" + SETTINGS)) {
            if (settings == null) throw new FileNotFoundException("not on the class path: " + SETTINGS);
            Files.copy(settings, made.directory.resolve(SETTINGS));
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** {@return the flags of a JVM that records as the JDK does by default, without Pirn's events} */
    List<String> ofJdk() {
        return flags("default");
    }

    /** {@return the flags of a JVM that records Pirn's events, without those of the JDK} */
    List<String> ofPirn() {
        return flags(directory.resolve(SETTINGS).toString());
    }

    private List<String> flags(String settings) {
        return List.of(
                "-Xlog:jfr+startup=error", // else the JVM reports the recording
                "-XX:StartFlightRecording:settings=" + settings + ",maxsize=100m",
                "-XX:FlightRecorderOptions:repository=" + directory);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
