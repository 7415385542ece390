package dev.pirn.loop.nio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A test on a fresh driver; nothing may be open or pending in it once it is closed. */
@Timeout(60)
abstract class NetTest {

    Net net;
    final Told reader = new Told();
    final Told writer = new Told();

    @BeforeEach
    void open() throws IOException {
        net = new Net();
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
