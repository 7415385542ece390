package dev.pirn.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL of this machine with a database of its own, on a free port of the loopback. */
final class Postgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql"); // where Debian puts them

    /** As root it does not run; this user comes with the package. */
    private static final String USER = "postgres";

    private final Path programs;
    private final Path home;
    private final int port;
    private final Process process;

    private Postgres(Path programs, Path home) throws IOException, InterruptedException {
        this.programs = programs;
        this.home = home;
        this.port = Loopback.freePort();
        run("initdb", "-D", data(), "-U", USER, "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8");
        this.process = command(
                        "postgres", "-D", data(), "-p", port + "", "-h", "127.0.0.1", "-k", "", "-c", "fsync=off")
                .start();
    }

    /** Starts it, or skips the test where there is none. */
    static Postgres start() throws IOException, InterruptedException {
        List<Path> found = installed();
        assumeTrue(!found.isEmpty(), "SKIPPED: no PostgreSQL server in " + VERSIONS + " (package postgresql)");
        Path home = Files.createTempDirectory("pirn-postgres"); // one that its user can enter
        if (isRoot()) {
            UserPrincipal owner =
                    home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
            Files.setOwner(home, owner);
        }
        Postgres server = new Postgres(found.getLast(), home);
        server.awaitReady();
        return server;
    }

    private static List<Path> installed() throws IOException {
        if (!Files.isDirectory(VERSIONS)) return List.of();
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .sorted()
                    .toList();
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private ProcessBuilder command(String program, String... args) {
        List<String> command = new ArrayList<>();
        if (isRoot()) command.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--"));
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    private Path log() {
        return home.resolveSibling(home.getFileName() + ".log");
    }

    private void run(String program, String... args) throws IOException, InterruptedException {
        Process run = command(program, args).start();
        if (!run.waitFor(60, TimeUnit.SECONDS) || run.exitValue() != 0)
            throw new IOException(program + " fails: " + Files.readString(log()));
    }

    private void awaitReady() throws IOException, InterruptedException {
        for (int i = 0; i < 1000; i++) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) break;
            if (isReady()) return;
        }
        String said = Files.readString(log());
        close();
        throw new IOException("PostgreSQL does not start: " + said);
    }

    private boolean isReady() {
        try (Connection _ = connect()) {
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive())
            command("pg_ctl", "-D", data(), "-m", "fast", "-w", "stop")
                    .start()
                    .onExit()
                    .join();
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
        Files.delete(log());
    }
}
