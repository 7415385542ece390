package dev.pirn.cli;

import static dev.pirn.Async.await;
import static dev.pirn.Async.sleep;

import dev.pirn.GuestRun;
import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.spi.LoopProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import javax.swing.Timer;

/**
 * A window whose event thread hosts a loop, on every backend and engine. Run by {@link SwingHostTest} in a JVM with a
 * display.
 */
final class SwingProgram {

    private static final int LINES = 40;
    private static final int TICK_MILLIS = 2;
    private static final int TICKS = 10;

    private final JLabel label = new JLabel("nothing yet");
    private final JButton stop = new JButton("stop");
    private final AtomicInteger ticks = new AtomicInteger();

    private SwingProgram() {
        JPanel panel = new JPanel();
        panel.add(label);
        panel.add(stop);
        JFrame frame = new JFrame("a host");
        frame.add(panel);
        frame.pack();
        frame.setVisible(true);
        new Timer(TICK_MILLIS, tick -> ticks.incrementAndGet()).start();
    }

    public static void main(String[] args) throws Exception {
        SwingProgram[] made = {null};
        SwingUtilities.invokeAndWait(() -> made[0] = new SwingProgram());
        for (LoopProvider backend : Loops.providers()) {
            if (!backend.availability().isAvailable()) continue;
            for (String engine : new String[] {"loop", "baton"}) {
                try (Runner runner =
                        Runner.builder().loop(backend.name()).coroutines(engine).build()) {
                    System.out.println(backend.name() + " " + engine + ": " + made[0].tryOut(runner));
                }
            }
        }
        System.exit(0); // the window is still there
    }

    private String tryOut(Runner runner) throws Exception {
        String got = runner.startGuest(SwingUtilities::invokeLater, this::talk)
                .result()
                .get(60, TimeUnit.SECONDS);
        GuestRun<?> endless = runner.startGuest(SwingUtilities::invokeLater, () -> sleep(Duration.ofDays(1)));
        SwingUtilities.invokeLater(() -> {
            stop.addActionListener(click -> endless.cancel("somebody clicked"));
            stop.doClick();
        });
        return got + ", " + howItEnds(endless);
    }

    /** Talks over a connection and shows what comes, as the coroutine of a window's program would. */
    private String talk() throws Exception {
        int before = ticks.get();
        boolean rightThread = onEventThread(SwingUtilities::isEventDispatchThread);
        try (TcpServer server = Tcp.listen("127.0.0.1", 0, SwingProgram::echo);
                TcpStream stream = Tcp.connect("127.0.0.1", server.port())) {
            for (int i = 1; i <= LINES; i++) {
                stream.write("line " + i + "\n");
                String line = stream.readLine();
                Loop.current().callSoon(() -> label.setText(line));
                sleep(Duration.ofMillis(TICK_MILLIS));
            }
        }
        while (ticks.get() - before < TICKS) sleep(Duration.ofMillis(TICK_MILLIS)); // a busy machine may leave some out
        String shown = onEventThread(label::getText);
        return "shows " + shown + (rightThread ? ", on the event thread" : ", on a wrong thread")
                + ", the window ticked";
    }

    /** Asks the window from a coroutine, which must not touch it: see {@link Runner#startGuest}. */
    private static <T> T onEventThread(Supplier<T> question) throws Exception {
        Promise<T> answer = Loop.current().promise();
        Loop.current().callSoon(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.fail(e);
            }
        });
        return await(answer);
    }

    private static void echo(TcpStream stream) throws IOException {
        for (String line; (line = stream.readLine()) != null; ) {
            stream.write(line + "\n");
            stream.flush();
        }
    }

    private static String howItEnds(GuestRun<?> run) {
        try {
            return "ended with " + run.result().join();
        } catch (CancellationException | CompletionException e) {
            Throwable why = e.getCause(); // since JDK 23 join() puts its own around it
            return String.valueOf(why).contains("somebody clicked") ? "a click ends it" : "failed with " + e;
        }
    }
}
