package dev.pirn.bench;

import dev.pirn.bench.LoadGenerator.Load;
import dev.pirn.bench.LoadGenerator.Outcome;
import dev.pirn.bench.server.PirnEcho;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One echo server that goes on from round to round, and is looked at all the time. A round is short, so that it can stand beside
 * the same round of others, and as long as the time from one look to the next.
 */
final class WatchedEcho implements Measurement, AutoCloseable {

    static final String RATE = "_rate";
    static final String PROCESSOR = "_processor";

    private static final int CONNECTIONS = 64;
    private static final int BYTES = 1024;
    private static final int WARM_UP = 50;
    private static final int LENGTH = 10;

    private final Watching watching;
    private final PirnEcho.Style style;
    private final LoadGenerator generator;
    private final Effort effort;
    private final ServerProcess server;
    private @Nullable Process looker;

    private WatchedEcho(
            Watching watching, PirnEcho.Style style, LoadGenerator generator, Effort effort, ServerProcess server) {
        this.watching = watching;
        this.style = style;
        this.generator = generator;
        this.effort = effort;
        this.server = server;
    }

    /** Starts a server and whoever looks at it, and warms it up. Blocks meanwhile. */
    static WatchedEcho start(
            Watching watching,
            PirnEcho.Style style,
            String backend,
            List<String> flags,
            Cores cores,
            LoadGenerator generator,
            Effort effort)
            throws IOException {
        List<String> all = new ArrayList<>(Jvm.PIRN);
        all.addAll(flags);
        List<String> command = Jvm.command(all, PirnEcho.class, "PORT", backend, titleOf(style));
        ServerProcess server = ServerProcess.start(cores.server(command));
        WatchedEcho started = new WatchedEcho(watching, style, generator, effort, server);
        try {
            started.beginToLook(cores);
            started.load(Duration.ZERO, effort.steps(WARM_UP));
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void beginToLook(Cores cores) throws IOException {
        List<String> command = watching.looker(server);
        if (command.isEmpty()) return;
        looker = new ProcessBuilder(cores.load(command))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Outcome load(Duration warmUp, Duration length) throws IOException {
        return generator.run(server, new Load(CONNECTIONS, BYTES, 0, warmUp, length));
    }

    static String titleOf(PirnEcho.Style style) {
        return style.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String subject() {
        return watching.subject();
    }

    @Override
    public String title() {
        return titleOf(style);
    }

    @Override
    public List<Sample> run() throws IOException {
        if (looker != null && !looker.isAlive()) throw new Failed("nobody looks any more");
        Outcome outcome = load(effort.step(), effort.steps(LENGTH));
        return List.of(sample(RATE, "/s", outcome.perSecond()), sample(PROCESSOR, "us", outcome.processorMicros()));
    }

    private Sample sample(String what, String unit, double value) {
        return Sample.of(WatchSuite.SUITE, subject(), title() + what, 0, unit, value);
    }

    @Override
    public void close() {
        if (looker != null) Children.end(looker);
        server.close();
    }
}
