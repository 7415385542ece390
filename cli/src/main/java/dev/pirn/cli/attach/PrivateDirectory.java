package dev.pirn.cli.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;

/** A directory that only we and the JVM that is looked at can enter, and that goes with us. */
final class PrivateDirectory implements AutoCloseable {

    /** What fits into the address of a Unix domain socket everywhere, less the name of the socket. */
    private static final int LONGEST = 90;

    private final Path path;

    private PrivateDirectory(Path path) {
        this.path = path;
    }

    static PrivateDirectory make() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        if (parent.toString().length() > LONGEST - 30) parent = Path.of("/tmp");
        if (!Files.getFileStore(parent).supportsFileAttributeView("posix"))
            return new PrivateDirectory(Files.createTempDirectory(parent, "pirn-"));
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return new PrivateDirectory(Files.createTempDirectory(parent, "pirn-", ownerOnly));
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Gives it to the user of a process, if that is another one; only root can. */
    void giveTo(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        if (!Files.exists(process)) return;
        UserPrincipal owner = Files.getOwner(process);
        if (Objects.equals(owner, Files.getOwner(path))) return;
        try (var files = Files.list(path)) {
            for (Path file : files.toList()) Files.setOwner(file, owner);
        }
        Files.setOwner(path, owner);
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(path)) {
            for (Path file : files.toList()) Files.deleteIfExists(file);
        }
        Files.deleteIfExists(path);
    }
}
