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
 * One echo server that goes on from round to round, and is looked at all the time. A round is short, so that it can
 * stand beside the same round of others, and as long as the time from one look to the next.
 */
final class WatchedEcho implements Measurement, AutoCloseable {

    static final String RATE = "_rate";
    static final String PROCESSOR = "_processor";

    private static final int CONNECTIONS = 64;
    private static final int BYTES = 1024;
    private static final int WARM_UP = 50;
    private static final int LENGTH = 10;

    /**
     * Where and how servers are loaded.
     *
     * @param backend of their loops
     * @param cores theirs, and the load's
     * @param generator the load
     * @param effort how long a step is
     */
    record Place(String backend, Cores cores, LoadGenerator generator, Effort effort) {}

    private final Watching watching;
    private final PirnEcho.Style style;
    private final Place place;
    private final ServerProcess server;
    private @Nullable Process looker;

    private WatchedEcho(Watching watching, PirnEcho.Style style, Place place, ServerProcess server) {
        this.watching = watching;
        this.style = style;
        this.place = place;
        this.server = server;
    }

    /** Starts a server and its observer, and warms it up. Blocks meanwhile. */
    static WatchedEcho start(Watching watching, PirnEcho.Style style, Place place, List<String> flags)
            throws IOException {
        List<String> all = new ArrayList<>(Jvm.PIRN);
        all.addAll(flags);
        List<String> command = Jvm.command(all, PirnEcho.class, "PORT", place.backend(), titleOf(style));
        ServerProcess server = ServerProcess.start(place.cores().server(command));
        WatchedEcho started = new WatchedEcho(watching, style, place, server);
        try {
            started.beginToLook();
            started.load(Duration.ZERO, place.effort().steps(WARM_UP));
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void beginToLook() throws IOException {
        List<String> command = watching.looker(server);
        if (command.isEmpty()) return;
        looker = new ProcessBuilder(place.cores().load(command))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Outcome load(Duration warmUp, Duration length) throws IOException {
        return place.generator().run(server, new Load(CONNECTIONS, BYTES, 0, warmUp, length));
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
        if (looker != null && !looker.isAlive()) throw new Failed("the observer has ended");
        Outcome outcome = load(place.effort().step(), place.effort().steps(LENGTH));
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
