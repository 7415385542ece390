package dev.pirn.watch;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.LoopMXBean;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bean of a loop: measures it from the first question on. From any thread. */
public final class LoopMXBeanImpl implements LoopMXBean {

    /** A client asks for one attribute after the other, and means one moment. */
    private static final long FRESH_NANOS = 100_000_000;

    private final LoopView loop;
    private final Supplier<Dump> dumps;
    private @Nullable Meter meter;
    private Meter.@Nullable Reading seen;
    private long seenAt;

    /**
     * Makes the bean of a loop.
     *
     * @param loop the loop
     * @param dumps takes dumps
     */
    public LoopMXBeanImpl(LoopView loop, Supplier<Dump> dumps) {
        this.loop = loop;
        this.dumps = dumps;
    }

    private synchronized Meter.Reading reading() {
        long now = CoarseClock.nanos();
        Meter.Reading last = seen;
        if (last != null && now - seenAt < FRESH_NANOS) return last;
        Meter.Reading next = meter().read();
        seen = next;
        seenAt = now;
        return next;
    }

    private Meter meter() {
        if (meter != null) return meter;
        Meter made = loop.meter();
        meter = made;
        loop.turnSoon(); // which brings the meter up to date
        return made;
    }

    /** Ends the measuring. */
    public synchronized void end() {
        if (meter != null) meter.close();
    }

    @Override
    public String getName() {
        return loop.name();
    }

    @Override
    public String getBackend() {
        return loop.backend();
    }

    @Override
    public String getCoroutines() {
        return loop.coroutines();
    }

    @Override
    public boolean isRunning() {
        return loop.isRunning();
    }

    @Override
    public long getTurns() {
        return reading().turns();
    }

    @Override
    public long getSteps() {
        return reading().steps();
    }

    @Override
    public long getBusyNanos() {
        return reading().busyNanos();
    }

    @Override
    public long getPollNanos() {
        return reading().pollNanos();
    }

    @Override
    public long getStepP50Nanos() {
        return reading().stepP50Nanos();
    }

    @Override
    public long getStepP99Nanos() {
        return reading().stepP99Nanos();
    }

    @Override
    public long getRunningStepNanos() {
        return reading().stepNanos();
    }

    @Override
    public long getForeignWakeups() {
        return reading().foreignWakeups();
    }

    @Override
    public int getReadyDepth() {
        return reading().readyDepth();
    }

    @Override
    public int getTaskCount() {
        return reading().taskCount();
    }

    @Override
    public int getTimers() {
        return reading().timers();
    }

    @Override
    public int getOpenSockets() {
        return reading().openSockets();
    }

    @Override
    public String dump() {
        Dump all = dumps.get();
        List<LoopInfo> mine =
                all.loops().stream().filter(info -> info.id() == loop.id()).toList();
        return Dump.of(all.pid(), all.taken(), mine).text();
    }

    @Override
    public List<String> stalls() {
        return Watchdog.INSTANCE.stalls().stream()
                .filter(stall -> stall.loopId() == loop.id())
                .map(Stall::toString)
                .toList();
    }
}
