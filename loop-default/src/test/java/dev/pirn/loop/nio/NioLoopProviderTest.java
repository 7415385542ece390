package dev.pirn.loop.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.LoopProvider;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class NioLoopProviderTest {

    private final LoopProvider provider = new NioLoopProvider();

    @Test
    void isTheFallbackThatAlwaysWorks() {
        assertEquals("nio", provider.name());
        assertEquals(100, provider.priority());
        assertTrue(provider.availability().isAvailable());
        assertTrue(provider.capabilities().contains("unix-sockets"));
    }

    @Test
    void isFoundOnTheClassPathToo() throws IOException {
        try (InputStream services =
                NioLoopProvider.class.getResourceAsStream("/META-INF/services/" + LoopProvider.class.getName())) {
            assertNotNull(services);
            assertEquals(NioLoopProvider.class.getName(), new String(services.readAllBytes(), UTF_8).strip());
        }
    }
}
