package dev.pirn.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;

/** A real Redis of this machine, on a free port of the loopback. */
final class Redis implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");

    private final int port;
    private final Process process;

    private Redis(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it, or skips the test where there is none. */
    static Redis start(Path home) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: " + PROGRAM + " is not installed (package redis-server)");
        int port = Loopback.freePort();
        Path log = home.resolve("redis.log");
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--port",
                        port + "",
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        home + "")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Redis redis = new Redis(port, process);
        for (int i = 0; i < 500; i++) {
            if (process.waitFor(10, TimeUnit.MILLISECONDS)) break;
            if (Loopback.answers(port)) return redis;
        }
        redis.close();
        throw new IOException("Redis does not start: " + Files.readString(log));
    }

    Jedis connect() {
        return new Jedis("127.0.0.1", port);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
