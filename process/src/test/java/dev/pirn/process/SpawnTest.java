package dev.pirn.process;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the C library refuses while a process is being prepared. */
@EnabledOnOs(OS.LINUX)
class SpawnTest {

    private Libc libc;

    @BeforeEach
    void openLibrary() {
        libc = new Libc();
    }

    @Test
    void aRefusedPreparationSaysWhy() throws Exception {
        try (Spawn spawn = new Spawn()) {
            IOException thrown = assertThrows(IOException.class, () -> spawn.use(-1, 0));
            assertTrue(String.valueOf(thrown.getMessage()).endsWith(Libc.describe(9)), thrown::toString); // EBADF
        }
    }

    @Test
    void aPipeOfWhichOneEndCannotBeMovedIsClosed() throws Exception {
        Libc.Pipe pipe = libc.pipe();
        String name = nameOf(pipe.readEnd());
        assertThrows(IOException.class, () -> libc.aboveStandard(pipe.readEnd(), -1));
        assertNotEquals(name, nameOf(pipe.readEnd()));
        assertThrows(IOException.class, () -> libc.aboveStandard(-1, pipe.writeEnd()));
        assertNotEquals(name, nameOf(pipe.writeEnd()));
    }

    /** What a descriptor of this process is, as the kernel names it. */
    private static String nameOf(int descriptor) throws IOException {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "closed";
    }
}
