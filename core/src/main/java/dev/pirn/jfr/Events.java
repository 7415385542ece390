package dev.pirn.jfr;

import dev.pirn.observe.Stall;
import java.net.SocketAddress;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The events, each described by its annotations. {@link Flight} says when one is wanted; before, none is loaded. */
public final class Events {

    private Events() {}

    /** What annotations all have: these are inherited. */
    @Category("Pirn")
    @Enabled(false)
    @StackTrace(false)
    abstract static class Recorded extends Event {}

    /** What happens on a loop or to it. */
    abstract static class OfLoop extends Recorded {

        @Label("Loop")
        String loop = "";
    }

    /** What happens to a task. */
    abstract static class OfTask extends OfLoop {

        @Label("Task")
        @Description("The number of the task, which is that of its thread")
        long task;

        @Label("Name")
        String name = "";
    }

    /** A coroutine began to run. */
    @Name("dev.pirn.TaskStart")
    @Label("Task Start")
    @Description("A coroutine began to run, on the thread of the event.")
    public static final class TaskStart extends OfTask {

        static final TaskStart PROBE = new TaskStart();

        private TaskStart() {}

        /**
         * Records one, on the thread of the coroutine.
         *
         * @param task the number of the task
         * @param name its name
         * @param loop its loop
         */
        public static void record(long task, String name, String loop) {
            TaskStart event = new TaskStart();
            event.task = task;
            event.name = name;
            event.loop = loop;
            event.commit();
        }
    }

    /** A coroutine has ended. */
    @Name("dev.pirn.TaskEnd")
    @Label("Task End")
    @Description("A coroutine has ended, on the thread of the event.")
    public static final class TaskEnd extends OfTask {

        static final TaskEnd PROBE = new TaskEnd();

        @Label("Outcome")
        @Description("finished, failed or cancelled")
        String outcome = "";

        @Label("Reason")
        @Description("Why it was cancelled, or what it failed with")
        @Nullable
        String reason;

        @Label("Busy Time")
        @Description("How long its steps held the loop while they were recorded")
        @Timespan(Timespan.NANOSECONDS)
        long busyTime;

        private TaskEnd() {}

        /**
         * Records one, on the thread of the coroutine.
         *
         * @param task the number of the task
         * @param name its name
         * @param loop its loop
         * @param outcome how it ended
         * @param reason why it was cancelled or what it failed with; null if it finished
         * @param busyNanos how long its steps held the loop while they were recorded
         */
        public static void record(
                long task, String name, String loop, String outcome, @Nullable String reason, long busyNanos) {
            TaskEnd event = new TaskEnd();
            event.task = task;
            event.name = name;
            event.loop = loop;
            event.outcome = outcome;
            event.reason = reason;
            event.busyTime = busyNanos;
            event.commit();
        }
    }

    /** A slow step. */
    @Name("dev.pirn.SlowStep")
    @Label("Slow Step")
    @Description("A step of a task, or a callback, that held the loop for longer than the threshold.")
    @Threshold("20 ms")
    public static final class SlowStep extends OfLoop {

        static final SlowStep PROBE = new SlowStep();

        @Label("Step")
        @Description("The task or callback")
        String step = "";

        private SlowStep() {}

        /** {@return a step that begins now, on the thread of the loop} */
        public static SlowStep start() {
            SlowStep event = new SlowStep();
            event.begin();
            return event;
        }

        /** {@return whether it was slow enough to be recorded} It has ended. */
        public boolean wasSlow() {
            end();
            return shouldCommit();
        }

        /**
         * Records it.
         *
         * @param name the task or callback
         * @param loopName its loop
         */
        public void record(String name, String loopName) {
            step = name;
            loop = loopName;
            Primer.prime();
            commit();
        }
    }

    /** A poll of the driver. */
    @Name("dev.pirn.Poll")
    @Label("Poll")
    @Description("A loop asked its driver what is ready, and waited for it if it had nothing else to do.")
    @Threshold("0 ns")
    public static final class Poll extends OfLoop {

        static final Poll PROBE = new Poll();

        @Label("Completions")
        @Description("How many operations were completed")
        int completions;

        @Label("Longest Wait")
        @Description("How long it would have waited at most: 0 if it did not wait, negative if without limit")
        @Timespan(Timespan.NANOSECONDS)
        long timeout;

        private Poll() {}

        /** {@return a poll that begins now, on the thread of the loop} */
        public static Poll start() {
            Poll event = new Poll();
            event.begin();
            return event;
        }

        /**
         * Records it, now that it has ended.
         *
         * @param loopName the loop
         * @param completed how many operations were completed
         * @param timeoutNanos how long it would have waited at most
         */
        public void record(String loopName, int completed, long timeoutNanos) {
            loop = loopName;
            completions = completed;
            timeout = timeoutNanos;
            end();
            if (!shouldCommit()) return;
            Primer.prime();
            commit();
        }
    }

    /** A wake-up by another thread. */
    @Name("dev.pirn.ForeignWakeup")
    @Label("Foreign Wake-up")
    @Description("A thread submitted something to a loop that waited in its driver, and woke it.")
    @StackTrace(true)
    public static final class ForeignWakeup extends OfLoop {

        static final ForeignWakeup PROBE = new ForeignWakeup();

        @Label("What")
        @Description("The task that can go on, or the kind of entry")
        String what = "";

        private ForeignWakeup() {}

        /**
         * Records one, on the thread that wakes the loop.
         *
         * @param loop the loop
         * @param what what was submitted
         */
        public static void record(String loop, String what) {
            ForeignWakeup event = new ForeignWakeup();
            event.loop = loop;
            event.what = what;
            Primer.prime();
            event.commit();
        }
    }

    /** What a loop does not turn for. */
    abstract static class OfStall extends OfLoop {

        @Label("Holder")
        @Description("The task or callback that holds or held the loop")
        String holder = "";

        @Label("Processor Time")
        @Description("For how long of that the thread of the loop ran on a processor; negative if that is not known")
        @Timespan(Timespan.MILLISECONDS)
        long processorTime;
    }

    /** A stall, when the threshold has passed. */
    @Name("dev.pirn.Stall")
    @Label("Stall")
    @Description(
            "A loop does not turn: one step holds it, or one batch. Recorded by the watchdog when the threshold has"
                    + " passed.")
    public static final class StallBegin extends OfStall {

        static final StallBegin PROBE = new StallBegin();

        @Label("Thread")
        @Nullable
        Thread thread;

        @Label("Reason")
        @Description("RUNS, MANY_STEPS, PINNED, LOCK or BLOCKING_CALL")
        String reason = "";

        @Label("Why")
        String why = "";

        @Label("Line")
        @Nullable
        String line;

        @Label("So Far")
        @Description("By the clock")
        @Timespan(Timespan.MILLISECONDS)
        long soFar;

        @Label("Stack")
        @Description("Of what holds the loop, a line each call")
        String stack = "";

        private StallBegin() {}

        /**
         * Records one.
         *
         * @param thread the thread of the loop
         * @param stall what was found
         */
        public static void record(Thread thread, Stall stall) {
            StallBegin event = new StallBegin();
            event.loop = stall.loop();
            event.thread = thread;
            event.holder = stall.holder();
            event.reason = stall.reason().name();
            event.why = stall.why();
            event.line = stall.culprit() == null ? null : stall.culprit().toString();
            event.soFar = stall.millis();
            event.processorTime = stall.cpuMillis();
            event.stack =
                    stall.stack().stream().map(StackTraceElement::toString).collect(Collectors.joining("\n"));
            event.commit();
        }
    }

    /** The end of a stall. */
    @Name("dev.pirn.StallEnd")
    @Label("Stall End")
    @Description("A loop turns again.")
    public static final class StallEnd extends OfStall {

        static final StallEnd PROBE = new StallEnd();

        @Label("Length")
        @Description("By the clock")
        @Timespan(Timespan.MILLISECONDS)
        long length;

        private StallEnd() {}

        /**
         * Records one.
         *
         * @param stall the stall, which is over
         */
        public static void record(Stall stall) {
            StallEnd event = new StallEnd();
            event.loop = stall.loop();
            event.holder = stall.holder();
            event.length = stall.millis();
            event.processorTime = stall.cpuMillis();
            event.commit();
        }
    }

    /** What happens to a connection. */
    abstract static class OfConnection extends Recorded {

        @Label("Local Address")
        String local = "";

        @Label("Remote Address")
        String remote = "";
    }

    /** A new connection. */
    @Name("dev.pirn.ConnectionOpen")
    @Label("Connection Open")
    @Description("A TCP connection was made or accepted.")
    public static final class ConnectionOpen extends OfConnection {

        static final ConnectionOpen PROBE = new ConnectionOpen();

        private ConnectionOpen() {}

        /**
         * Records one.
         *
         * @param local this end
         * @param remote the other end
         */
        public static void record(@Nullable SocketAddress local, SocketAddress remote) {
            ConnectionOpen event = new ConnectionOpen();
            event.local = String.valueOf(local);
            event.remote = remote.toString();
            Primer.prime();
            event.commit();
        }
    }

    /** The end of a connection. */
    @Name("dev.pirn.ConnectionClose")
    @Label("Connection Close")
    @Description("A TCP connection was closed on this side.")
    public static final class ConnectionClose extends OfConnection {

        static final ConnectionClose PROBE = new ConnectionClose();

        @Label("Aborted")
        @Description("Whether what was not sent was dropped")
        boolean aborted;

        private ConnectionClose() {}

        /**
         * Records one.
         *
         * @param local this end
         * @param remote the other end
         * @param aborted whether what was not sent was dropped
         */
        public static void record(@Nullable SocketAddress local, SocketAddress remote, boolean aborted) {
            ConnectionClose event = new ConnectionClose();
            event.local = String.valueOf(local);
            event.remote = remote.toString();
            event.aborted = aborted;
            Primer.prime();
            event.commit();
        }
    }

    /**
     * Is lost in place of another event: the JVM drops the first event that a platform thread commits after a virtual
     * thread which it carried has committed one (seen in JDK 25.0.3, without Pirn too). The two share an event writer,
     * which is marked as not valid when it goes back to the carrier; the end of the next event only marks it as valid
     * again. The thread of a loop commits after its coroutines all the time.
     */
    @Name("dev.pirn.Primer")
    @Label("Primer")
    @Description("Means nothing: it is recorded before an event of the thread of a loop, which could be lost otherwise")
    @Enabled(true)
    static final class Primer extends Recorded {

        /** To be called before an event is committed on a thread that may be that of a loop. */
        static void prime() {
            if (!Thread.currentThread().isVirtual()) new Primer().commit();
        }
    }
}
