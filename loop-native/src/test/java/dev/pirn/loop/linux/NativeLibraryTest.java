package dev.pirn.loop.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeLibraryTest {

    @Test
    void whatDoesNotFailIsThere() {
        assertTrue(NativeLibrary.availability(() -> null).isAvailable());
    }

    @Test
    void aLibraryThatIsMissingIsNamed() {
        Throwable failure = new UnsatisfiedLinkError("could not load")
                .initCause(new FileNotFoundException("META-INF/native/libnetty_x.so"));
        assertEquals("no jar on the class path has libnetty_x.so", reason(failure));
    }

    @Test
    void accessThatIsDeniedIsToldWithItsFlag() {
        String reason = reason(new ExceptionInInitializerError(new IllegalCallerException("denied")));
        assertEquals("denied (start java with --enable-native-access=ALL-UNNAMED)", reason);
    }

    private static String reason(Throwable failure) {
        return NativeLibrary.availability(() -> failure).reason();
    }
}
