package dev.pirn.cli.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs({OS.LINUX, OS.MAC})
class PrivateDirectoryTest {

    @Test
    void itIsOursAlone() throws Exception {
        try (PrivateDirectory directory = filled();
                ServerSocketChannel _ = listening(directory)) {
            directory.admit(ProcessHandle.current().pid());
            assertEquals("rwx------", permissions(directory.path()));
            assertEquals("rw-------", permissions(directory.socket()));
        }
    }

    @Test
    void theNameOfTheJarIsASecret() throws Exception {
        try (PrivateDirectory one = filled();
                PrivateDirectory other = filled()) {
            assertNotEquals(one.jar().getFileName(), other.jar().getFileName());
            assertEquals(32 + 4, one.jar().getFileName().toString().length());
        }
    }

    @Test
    void anotherUserMayUseItAndChangeNothing() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can look at other users' JVMs");
        Process other = new ProcessBuilder("setpriv", "--reuid=65534", "--clear-groups", "sleep", "100").start();
        try (PrivateDirectory directory = filled();
                ServerSocketChannel _ = listening(directory)) {
            Path process = Path.of("/proc/" + other.pid());
            while (Files.getOwner(process).getName().equals("root") && other.isAlive()) Thread.onSpinWait();
            assumeTrue(other.isAlive(), "setpriv is not there");
            directory.admit(other.pid());
            Path path = directory.path();
            assertEquals("root", Files.getOwner(path).getName());
            assertEquals("rwx--x--x", permissions(path));
            assertEquals("root", Files.getOwner(directory.jar()).getName());
            assertEquals("rw-r--r--", permissions(directory.jar()));
            assertEquals(Files.getOwner(process), Files.getOwner(directory.socket()));
            assertEquals("rw-------", permissions(directory.socket()));
        } finally {
            other.destroy();
        }
    }

    @Test
    void nothingIsLeft() throws Exception {
        PrivateDirectory directory = filled();
        try (ServerSocketChannel _ = listening(directory)) {
            directory.close();
        }
        assertFalse(Files.exists(directory.path()));
    }

    @Test
    void whatAJvmMayStillLookForCannotBeMadeByAnother() throws Exception {
        PrivateDirectory directory = filled();
        directory.keep();
        directory.close();
        Path path = directory.path();
        assertTrue(Files.isDirectory(path));
        assertEquals("rwx------", permissions(path));
        Files.delete(path); // it is empty
    }

    private static PrivateDirectory filled() throws IOException {
        PrivateDirectory directory = PrivateDirectory.make();
        AgentJar.write(directory.jar());
        return directory;
    }

    private static ServerSocketChannel listening(PrivateDirectory directory) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return server.bind(UnixDomainSocketAddress.of(directory.socket()));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
