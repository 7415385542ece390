package dev.pirn.cli.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that does not behave, at the other end of the command's connection. */
@Timeout(60)
class WireTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong time = new AtomicLong();
    private SocketChannel jvm;
    private Wire wire;

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            jvm = SocketChannel.open(address);
            wire = new Wire(server.accept(), time::get);
        }
        wire.begin(PATIENCE);
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        jvm.close();
    }

    @Test
    void silenceEnds() {
        time.set(PATIENCE.toNanos());
        IOException silence = assertThrows(IOException.class, () -> wire.line(10));
        assertTrue(message(silence).contains("not answered for 10 s"), message(silence));
    }

    @Test
    void aTrickleEnds() throws IOException {
        for (int second = 0; second < 10; second++) {
            time.set(Duration.ofSeconds(second).toNanos());
            say("x");
            assertEquals(1, wire.read(new byte[10], 0, 10));
        }
        time.set(Duration.ofMillis(10_001).toNanos());
        assertThrows(IOException.class, () -> wire.read(new byte[10], 0, 10));
    }

    @Test
    void aLongAnswerMayTakeLong() throws IOException {
        int part = 1 << 12;
        for (int sixteenth = 0; sixteenth < 16 * 60; sixteenth++) {
            time.addAndGet(1_000_000_000 / 16);
            say("x".repeat(part));
            for (int left = part; left > 0; ) left -= wire.read(new byte[part], 0, left);
        }
    }

    @Test
    void aLineThatDoesNotEndIsCut() throws IOException {
        say("x".repeat(11));
        assertThrows(IOException.class, () -> wire.line(10));
    }

    @Test
    void anEndIsSaid() throws IOException {
        say("whole\nhalf");
        jvm.close();
        assertEquals("whole", wire.line(10));
        assertThrows(EOFException.class, () -> wire.line(10));
    }

    @Test
    void aReaderThatStopsEndsAWrite() throws IOException {
        time.set(PATIENCE.toNanos());
        assertThrows(IOException.class, () -> wire.write("x".repeat(1 << 24)));
    }

    @Test
    void anAnswerIsItsParts() throws Exception {
        say("ok\n3\nabc2\nde0\nok\n0\n");
        Link link = Link.greeted(wire, "pirn 2 0.1", PATIENCE);
        assertEquals("abcde", link.ask("one"));
        assertEquals("", link.ask("two"));
    }

    @Test
    void aPartThatIsTooLongIsRefused() throws Exception {
        for (String length : new String[] {"2000000000", "65537", "-1", "x", "99999999999999999999", ""}) {
            say("ok\n" + length + "\n");
            Link link = Link.greeted(wire, "pirn 2 0.1", PATIENCE);
            IOException refusal = assertThrows(IOException.class, () -> link.ask("dump"));
            assertTrue(message(refusal).contains("not as Pirn's"), message(refusal));
        }
    }

    @Test
    void anAnswerThatDoesNotEndIsCut() throws IOException {
        String part = "65536\n" + "x".repeat(1 << 16);
        Answer answer = new Answer(wire, 100_000);
        byte[] some = new byte[1 << 16];
        say(part);
        for (int left = 1 << 16; left > 0; ) left -= answer.read(some, 0, left);
        say(part);
        IOException refusal = assertThrows(IOException.class, () -> answer.read(some, 0, 1));
        assertTrue(message(refusal).contains("longer than"), message(refusal));
    }

    @Test
    void whyThereIsNoAnswerIsOneLine() throws Exception {
        say("failed\n6\na\u001b\nb\rc0\n");
        Link link = Link.greeted(wire, "pirn 2 0.1", PATIENCE);
        IOException reason = assertThrows(IOException.class, () -> link.ask("dump"));
        assertEquals("a\\u001b\\nb\\rc", message(reason));
    }

    @Test
    void jsonThatIsCopiedCannotCommandATerminal() throws Exception {
        String json = "{\"a\": \"\u001b[2J\u009b\u202e\ud83d\ude00\"}\n";
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        say("ok\n" + length + "\n" + json + "0\n");
        StringBuilder out = new StringBuilder();
        Link.greeted(wire, "pirn 2 0.1", PATIENCE).copy("dump", out);
        assertEquals("{\"a\": \"\\u001b[2J\\u009b\\u202e\ud83d\ude00\"}\n", out.toString());
    }

    @Test
    void anotherGreetingIsRefused() {
        assertThrows(AttachException.class, () -> Link.greeted(wire, "pirn 1 0.1", PATIENCE));
        AttachException odd =
                assertThrows(AttachException.class, () -> Link.greeted(wire, "hello \u001b[2J", PATIENCE));
        assertTrue(message(odd).endsWith("hello \\u001b[2J"), message(odd));
    }

    private static String message(Exception failure) {
        return String.valueOf(failure.getMessage());
    }

    private void say(String text) throws IOException {
        jvm.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
