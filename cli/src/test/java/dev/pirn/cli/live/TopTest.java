package dev.pirn.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.LookedAtProcess;
import dev.pirn.cli.attach.Attachment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The live screen, on a terminal that is typed at by the test. */
@Timeout(120)
class TopTest {

    /** A screen that is shown, until it is closed. */
    private static final class Shown implements AutoCloseable {

        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final CompletableFuture<Void> end = new CompletableFuture<>();
        final LineDisciplineTerminal terminal;
        final Attributes before;
        private final Attachment jvm;

        Shown(LookedAtProcess program) throws Exception {
            this(program, new Size(80, 24));
        }

        Shown(LookedAtProcess program, Size size) throws Exception {
            terminal = new LineDisciplineTerminal("test", "xterm", out, StandardCharsets.UTF_8);
            terminal.setSize(size);
            before = terminal.getAttributes();
            jvm = Attachment.to(program.pid(), Duration.ofSeconds(60));
            Thread.ofPlatform().daemon().start(this::show);
        }

        private void show() {
            View view = View.first(Order.BUSY, "");
            Duration interval = Duration.ofMillis(50);
            try (Top top = new Top(terminal, jvm.links().getFirst(), "1 x", interval, view, false)) {
                top.run();
            } catch (IOException | RuntimeException e) {
                end.completeExceptionally(e);
            }
            end.complete(null); // if it has not failed
        }

        void type(String keys) throws IOException {
            out.reset();
            terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        }

        void awaitText(String text) {
            while (!text().contains(text)) {
                assertFalse(end.isDone(), () -> "it has ended: " + end);
                Thread.onSpinWait();
            }
        }

        String text() {
            return out.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            jvm.close();
        }
    }

    @Test
    void keysChooseWhatIsShown() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy");
                Shown top = new Shown(program)) {
            top.awaitText("worker");
            top.type("n");
            top.awaitText("by name");
            top.type("/work");
            top.awaitText("name contains: work_");
            top.type("\r");
            top.awaitText("filter \"work\"");
            top.type("\r");
            top.awaitText("LookedAt.work");
            top.type("\u001b");
            top.awaitText("POLL%");
            top.type("p");
            top.awaitText("PAUSED");
            top.type("?");
            top.awaitText("pause and go on");
        }
    }

    @Test
    void aNarrowScreenKeepsTheNamesOfTasks() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy");
                Shown top = new Shown(program, new Size(40, 10))) {
            top.awaitText("BUSY%  TASK");
            top.awaitText("worker");
        }
    }

    @Test
    void theTerminalIsAsItWasBefore() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy");
                Shown top = new Shown(program)) {
            top.awaitText("worker");
            top.type("q");
            top.end.get(60, TimeUnit.SECONDS);
            assertTrue(top.text().endsWith("\u001b[?25h\u001b[?1049l"), top.text());
            assertEquals(top.before.toString(), top.terminal.getAttributes().toString());
        }
    }

    @Test
    void ctrlCEndsItToo() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy");
                Shown top = new Shown(program)) {
            top.awaitText("worker");
            top.type("\u0003");
            top.end.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aStuckLoopDoesNotKeepTheKeysFromWorking() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("stalled");
                Shown top = new Shown(program)) {
            top.awaitText("STALLED");
            top.type("q");
            top.end.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void theEndOfTheProgramEndsItWithTheTerminalRestored() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy");
                Shown top = new Shown(program)) {
            top.awaitText("worker");
            program.kill();
            Throwable failure = assertThrows(ExecutionException.class, () -> top.end.get(60, TimeUnit.SECONDS));
            assertTrue(failure.getCause() instanceof IOException, failure.toString());
            assertTrue(top.text().endsWith("\u001b[?1049l"), top.text());
        }
    }
}
