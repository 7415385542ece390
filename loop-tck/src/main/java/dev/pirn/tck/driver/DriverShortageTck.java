package dev.pirn.tck.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that has no descriptors left. */
@EnabledOnOs(OS.LINUX)
class DriverShortageTck {

    /** In a JVM of its own, which has a low limit and uses it up. */
    @DriverTest
    void aDriverThatCannotBeMadeLeavesNothingOpen(DriverCase net) throws Exception {
        assumeTrue(new File("/usr/bin/prlimit").canExecute(), "SKIPPED: no prlimit to set the limit with");
        Process jvm = new ProcessBuilder(
                        "/usr/bin/prlimit",
                        "--nofile=" + ShortageProbe.LIMIT,
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath(),
                        ShortageProbe.class.getName(),
                        net.backend.name(),
                        Boolean.toString(net.isConfined()))
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jvm.waitFor(), output);
    }

    private static String classPath() {
        Stream<@Nullable String> ofTheJvm =
                Stream.of(System.getProperty("java.class.path"), System.getProperty("jdk.module.path"));
        Stream<@Nullable String> ofALauncher = ShortageProbe.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs()).map(URL::getPath)
                : Stream.of();
        return Stream.concat(ofTheJvm, ofALauncher)
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
