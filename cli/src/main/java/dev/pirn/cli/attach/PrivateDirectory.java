package dev.pirn.cli.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/**
 * A directory of ours for one look: the agent's jar, and the socket that the JVM connects to. It stays ours also if
 * root looks at another user's JVM: that user may use both files, and can neither replace nor remove anything.
 *
 * <p>The name of the jar is a secret. A JVM that was too slow may still load it after we have gone, and then nothing
 * must be there that another user has put in its place.
 */
final class PrivateDirectory implements AutoCloseable {

    /** What fits into the address of a Unix domain socket everywhere, less the names of directory and socket. */
    private static final int LONGEST = 60;

    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int SECRET_BYTES = 16;

    private final Path path;
    private final boolean isPosix;
    private final Path jar;
    private boolean isKept;

    private PrivateDirectory(Path path, boolean isPosix) {
        this.path = path;
        this.isPosix = isPosix;
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        this.jar = path.resolve(HexFormat.of().formatHex(secret) + ".jar");
    }

    static PrivateDirectory make() throws IOException {
        Path parent = parent();
        boolean isPosix = Files.getFileStore(parent).supportsFileAttributeView("posix");
        if (!isPosix) return new PrivateDirectory(Files.createTempDirectory(parent, "pirn-"), false);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return new PrivateDirectory(Files.createTempDirectory(parent, "pirn-", ownerOnly), true);
    }

    /** Where others can write, but not remove what is ours; and short enough for a socket. */
    private static Path parent() throws IOException {
        Path usual = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        boolean isShort =
                usual.toString().length() <= LONGEST && !usual.toString().contains("=");
        return isShort && isSafe(usual) ? usual : Path.of("/tmp");
    }

    private static boolean isSafe(Path parent) throws IOException {
        if (!parent.getFileSystem().supportedFileAttributeViews().contains("unix")) return true;
        int mode = (Integer) Files.getAttribute(parent, "unix:mode");
        return (mode & WRITABLE_BY_OTHERS) == 0 || (mode & STICKY) != 0;
    }

    Path path() {
        return path;
    }

    /** {@return the jar of the agent, whose name nobody else knows} */
    Path jar() {
        return jar;
    }

    Path socket() {
        return path.resolve("s"); // its name is public: the system lists sockets
    }

    /** Lets the user of a process read the jar and connect to the socket, if that is another user; only root can. */
    void admit(long pid) throws IOException {
        if (!isPosix) return;
        permit(socket(), "rw-------");
        Path process = Path.of("/proc", String.valueOf(pid));
        if (!Files.exists(process)) return;
        UserPrincipal owner = Files.getOwner(process);
        if (Objects.equals(owner, Files.getOwner(path))) return;
        Files.setOwner(socket(), owner);
        permit(jar, "rw-r--r--");
        permit(path, "rwx--x--x"); // to be entered, not to be listed
    }

    private static void permit(Path file, String permissions) throws IOException {
        Set<PosixFilePermission> all = PosixFilePermissions.fromString(permissions);
        Files.setPosixFilePermissions(file, all);
    }

    void deleteJar() throws IOException {
        Files.deleteIfExists(jar);
    }

    /** Leaves the empty directory at the end: a JVM that has not answered may still look for the jar in there. */
    void keep() {
        isKept = true;
    }

    @Override
    public void close() throws IOException {
        deleteJar();
        Files.deleteIfExists(socket());
        if (!isKept) Files.deleteIfExists(path);
    }
}
