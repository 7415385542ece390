package dev.pirn;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public API of the published modules beside core, whose own test compares its own. */
class ApiDumpsTest {

    @ParameterizedTest
    @ValueSource(strings = {"file", "flow", "process", "pool", "loop-tck", "micrometer", "cli"})
    void publicApiIsAsCommitted(String module) throws Exception {
        Path directory = Path.of("..", module);
        ApiDumpTest.compare(
                directory.resolve(Path.of("target", "classes")),
                directory.resolve(Path.of("api", "pirn-" + module + ".api")),
                "ApiDumpsTest");
    }
}
