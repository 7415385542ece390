package dev.pirn.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx of this machine that serves one directory on a free port of the loopback. */
final class Nginx implements AutoCloseable {

    private static final List<String> PLACES =
            List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx");

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it, or skips the test where there is none. */
    static Nginx serve(Path files, Path home) throws IOException, InterruptedException {
        List<String> found = PLACES.stream()
                .filter(place -> Files.isExecutable(Path.of(place)))
                .toList();
        assumeTrue(!found.isEmpty(), "SKIPPED: nginx is not installed; looked at " + PLACES);
        int port = Loopback.freePort();
        Path configuration = Files.writeString(home.resolve("nginx.conf"), configuration(files, home, port));
        Process process = new ProcessBuilder(
                        found.getFirst(),
                        "-p",
                        home.toString(),
                        "-c",
                        configuration.toString(),
                        "-e",
                        home.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output.log").toFile())
                .start();
        Nginx nginx = new Nginx(process, port);
        nginx.awaitReady(home);
        return nginx;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + "/" + path;
    }

    private static String configuration(Path files, Path home, int port) {
        return """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path %1$s/tmp;
                proxy_temp_path %1$s/tmp;
                fastcgi_temp_path %1$s/tmp;
                uwsgi_temp_path %1$s/tmp;
                scgi_temp_path %1$s/tmp;
                server {
                    listen 127.0.0.1:%3$d;
                    root %2$s;
                }
            }
            """.formatted(home, files, port);
    }

    private void awaitReady(Path home) throws IOException, InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (process.waitFor(10, TimeUnit.MILLISECONDS)) break;
            if (Loopback.answers(port)) return;
        }
        close();
        throw new IOException("nginx does not start: " + Files.readString(home.resolve("output.log")) + logged(home));
    }

    private static String logged(Path home) throws IOException {
        try (Stream<String> lines = Files.lines(home.resolve("error.log"))) {
            return String.join("\n", lines.toList());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
