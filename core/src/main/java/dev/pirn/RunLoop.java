package dev.pirn;

import dev.pirn.jfr.Events.ForeignWakeup;
import dev.pirn.jfr.Flight;
import dev.pirn.observe.Meter;
import dev.pirn.spi.IoDriver;
import dev.pirn.watch.FlightSteps;
import dev.pirn.watch.LoopView;
import dev.pirn.watch.Meters;
import dev.pirn.watch.SchedStat;
import dev.pirn.watch.SlowSteps;
import dev.pirn.watch.TaskView;
import dev.pirn.watch.UnclosedLoop;
import dev.pirn.watch.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Run: the loop itself: the turn, what feeds it, and its end. {@link Running} says who makes the turns, {@link
 * ObservedTurn} what is different while steps are observed, {@link AbstractLoop} what has nothing to do with turns.
 * Fields belong to the thread that has the loop unless they are volatile or final.
 */
final class RunLoop extends AbstractLoop implements LoopView {

    static final String NO_WAIT_IN_CALLBACK =
            "a callback runs on the bare loop thread and cannot wait: spawn a task, or use onDone";
    static final String NO_COROUTINE =
            "not in a coroutine: call this inside Pirn.run or a spawned task, or use Future.get() to block this thread";

    /**
     * While more is ready the driver is polled after so many steps, or after {@link #POLL_NANOS}: a poll costs more
     * than a step, and a coroutine switch should not pay for one. Go and tokio look at the network every 61 ticks.
     */
    private static final int STEPS_A_POLL = 61;

    private static final long POLL_NANOS = 50_000;

    /** So many submissions of other threads are taken in a turn: after a burst the queue need not grow for them all. */
    private static final int TAKEN_A_TURN = 1024;

    final CoroutineEngine engine;
    final UnreadFailures unread = new UnreadFailures(this);
    private final IoDriver driver;
    private final Clock clock;
    private final @Nullable ReadyOrder order;
    final Running running = new Running(this);

    private final ReadyQueue ready = new ReadyQueue();
    private final TimerQueue timers = new TimerQueue();
    private final Inbox inbox = new Inbox();
    private final ArrayDeque<Runnable> flushes = new ArrayDeque<>();
    private final LoopLocals locals = new LoopLocals(this);
    private final LiveTasks live = new LiveTasks();
    private final Jobs jobs;
    private final Runnable unclosed;

    /** The iterations that were left, see {@link Completions}; null as long as there was none. */
    @Nullable
    ReferenceQueue<Completions<?>> leftIterations;

    /** The thread that runs the loop now; other threads only compare it with themselves. Set by {@link Running}. */
    volatile @Nullable Thread thread;

    /** The task whose coroutine runs now. */
    @Nullable
    TaskCore<?> current;

    /** The task-local values of what runs now. */
    Context context = Context.EMPTY;

    /** Futures, done at the end of a stack, whose waiters could not be notified: each with the next pair. */
    Object @Nullable [] untold;

    /** How many coroutines are blocked in foreign code, and will be woken by other threads. */
    int blockedElsewhere;

    /** How many turns there were. The watchdog reads it at any time, and does not mind if it is late. */
    private long turns;

    /** Its registration with the MBean server; null if there is none. */
    volatile @Nullable LoopBean bean;

    /** Of coroutines, since one was looked at: see {@link TaskCore#checkDepth}. */
    int suspensions;

    private long stepsSincePoll;
    private long polledAt;
    private boolean endingRun;
    private @Nullable Throwable fatal;
    private volatile boolean stopping;
    private volatile boolean closed;

    // who looks on

    private final Meters meters = new Meters();
    private final ObservedTurn observed;
    final FlightSteps flightSteps = new FlightSteps(this);
    final SlowSteps slowSteps;

    RunLoop(Runner.Settings settings, String backend, IoDriver driver) {
        super(settings, backend);
        this.driver = driver;
        this.clock = settings.clock();
        this.order = settings.order();
        this.slowSteps = new SlowSteps(this, settings.slowStep());
        this.observed = new ObservedTurn(this, ready, order, meters, driver);
        this.jobs = new Jobs(this, settings.poolPatience());
        this.engine = CoroutineEngine.create(this, settings.coroutines());
        settings.instruments().forEach(this::addInstrument);
        OpenLoops.add(this);
        this.unclosed = UnclosedLoop.guard(this, debug(), driver::close);
        Watchdog.INSTANCE.watch(this, settings.stall().toNanos());
        if (Boolean.getBoolean(LoopBean.PROPERTY)) LoopBean.registerIfWanted(this);
    }

    // one turn, as numbered in ARCHITECTURE.md

    private void turn(boolean mayWait) {
        turns++;
        runBatch(); // 1
        flush(); // 2
        moveExpiredTimers(); // 3
        takeInbox(); // 4
        poll(mayWait); // 5
    }

    /** 1. Runs exactly what was ready at the start of the turn. */
    private void runBatch() {
        int count = ready.size();
        stepsSincePoll += count;
        if (order != null || debug || instruments != null || meters.isOn() || Flight.timesSteps()) {
            observed.runBatch(count);
            return;
        }
        for (int left = count; left > 0; left--) {
            Object entry = ready.poll();
            if (entry instanceof Ready step) step.step();
            else runCallback((Runnable) entry, Context.EMPTY);
        }
        ready.trim();
    }

    /** 2. Flushes what the batch wrote, and completes what it could not. */
    private void flush() {
        if (untold != null) tellUntold();
        for (Runnable flush; (flush = flushes.poll()) != null; ) flush.run();
    }

    private void tellUntold() {
        for (Object[] pair; (pair = untold) != null; ) {
            untold = (Object[]) pair[1];
            ((FutureCore<?>) pair[0]).tellAgain();
        }
    }

    /** 3. Moves expired timers to ready. */
    private void moveExpiredTimers() {
        if (timers.places() == 0) return;
        long now = clock.nanoTime();
        for (Timer due; (due = timers.pollDue(now)) != null; ) due.expire();
    }

    /** 4. Takes in what other threads submitted. */
    private void takeInbox() {
        int taken = inbox.moveTo(ready, TAKEN_A_TURN);
        if (taken == 0 || !meters.isOn()) return;
        for (int i = ready.size() - taken; i < ready.size(); i++) meters.woken(ready.peek(i));
    }

    /** 5. Polls: without waiting if anything is ready, else until the next deadline. */
    private void poll(boolean mayWait) {
        if (unread.isTracking() && order == null)
            unread.reportUnreachable(); // else at the end: the collector has no order
        if (leftIterations != null) Completions.forgetLeft(leftIterations);
        if (!ready.isEmpty() || !mayWait || stopping) {
            if (!mayWait || stopping || isPollDue()) pollDriver(0);
            return;
        }
        waitInDriver();
    }

    void waitInDriver() {
        long untilDeadline = timers.size() == 0 ? Long.MAX_VALUE : Math.max(0, timers.next() - clock.nanoTime());
        long wait = clock.waitNanos(untilDeadline, jobs.running() + blockedElsewhere, driver.pendingCount());
        boolean isLast = untilDeadline == Long.MAX_VALUE && wait != Long.MAX_VALUE && !running.isGuest();
        long since = isLast ? Clock.system().nanoTime() : 0;
        boolean sleeps = wait > 0 && inbox.sleep();
        int completed = pollDriver(!sleeps ? 0 : wait == Long.MAX_VALUE ? -1 : wait);
        if (sleeps) {
            inbox.awake();
            running.setAlarmAgain();
        }
        if (completed != 0 || !ready.isEmpty() || !inbox.isEmpty() || stopping) return;
        if (isLast && Clock.system().nanoTime() - since >= wait) EndlessWaits.checkAny(this);
        clock.idled(untilDeadline);
    }

    /** Whether it waits in the driver, or is about to. From any thread. */
    boolean waits() {
        return inbox.isSleeping();
    }

    private boolean isPollDue() {
        if (driver.pendingCount() == 0) return false;
        if (stepsSincePoll >= STEPS_A_POLL) return true;
        return clock.nanoTime() - polledAt >= POLL_NANOS;
    }

    private int pollDriver(long timeoutNanos) {
        stepsSincePoll = 0;
        try {
            int completed =
                    meters.isOn() || Flight.seesPolls() ? observed.poll(timeoutNanos) : driver.poll(timeoutNanos);
            if (driver.pendingCount() != 0) polledAt = clock.nanoTime();
            return completed;
        } catch (IOException e) {
            throw new UncheckedIOException("the loop cannot wait for I/O any more", e);
        }
    }

    /** Turns until it is stopped. On the thread that has the loop; see {@link Running}. */
    void turnUntilStopped() {
        boolean interrupted = false;
        try {
            takeInbox();
            pollDriver(0);
            running.setAlarm();
            interrupted = heedInterrupt(); // before the first coroutine is mounted, which would clear it
            do {
                turn(true);
                throwFatal();
                interrupted |= heedInterrupt();
            } while (!stopping);
        } finally {
            running.clearAlarm();
            if (interrupted) Thread.currentThread().interrupt();
            stopping = false;
        }
    }

    /** Takes an interrupt away, or the poll would not wait any more. */
    private boolean heedInterrupt() {
        if (!running.takeInterrupt()) return false;
        running.onInterrupt.run();
        return true;
    }

    /** Makes one turn, which does not wait. On the thread that has the loop. */
    void turnOnce() {
        takeInbox();
        turn(false);
        throwFatal();
    }

    private void throwFatal() {
        Throwable failure = fatal;
        fatal = null;
        if (failure instanceof Error error) throw error;
    }

    /** Whether the next turn has something to do; a poll may have made output flushable and nothing ready. */
    boolean hasReady() {
        return !ready.isEmpty() || !inbox.isEmpty() || !flushes.isEmpty();
    }

    /** Whether the loop was stopped; it is asked once. */
    boolean takeStop() {
        boolean stopped = stopping;
        stopping = false;
        return stopped;
    }

    // running it

    @Override
    public void runForever() {
        running.untilStopped();
    }

    @Override
    public boolean turn() {
        return running.once();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) {
        return running.untilComplete(future);
    }

    @Override
    public void stop() {
        stopping = true;
        if (!onLoop()) turnSoon();
    }

    @Override
    public void close() {
        if (closed) return;
        boolean claimed = running.claimToClose();
        try {
            if (!closed) closeParts();
        } finally {
            if (claimed) running.release();
        }
    }

    /** All of them, also if one fails. */
    private void closeParts() {
        closed = true;
        OpenLoops.remove(this);
        Runnable[] parts = {
            this::closeBean, this::closeLocals, driver::close, unclosed, jobs::close, engine::close, this::dropAll
        };
        Throwable first = null;
        for (Runnable part : parts) {
            try {
                part.run();
            } catch (RuntimeException | Error failure) {
                if (first == null) first = failure;
                else first.addSuppressed(failure);
            }
        }
        if (first instanceof Error error) throw error;
        if (first instanceof RuntimeException unchecked) throw unchecked;
    }

    private void closeBean() {
        LoopBean registered = bean;
        if (registered != null) registered.close();
    }

    private void dropAll() {
        timers.clear();
        flushes.clear();
        while (!ready.isEmpty()) drop(ready.poll());
        inbox.close();
        for (Object entry; (entry = inbox.takeLast()) != null; ) drop(entry);
        for (Task<?> task : tasks()) ((TaskCore<?>) task).stranded();
    }

    private static void drop(Object entry) {
        if (entry instanceof Ready step) step.dropped();
    }

    private void closeLocals() {
        if (!locals.isEmpty()) engine.drive(this::closeLocalsHere);
    }

    private void closeLocalsHere() {
        running.enter(); // they may use the loop to close
        try {
            locals.close();
        } finally {
            running.leave();
        }
    }

    // feeding it

    @Override
    public Handle callSoon(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        boolean here = onLoop();
        Callback entry = new Callback(this, SpawnTrace.trace(this, callback), here ? context : Context.current());
        if (here) ready.add(entry);
        else submit(entry);
        return entry;
    }

    @Override
    public void execute(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        boolean here = onLoop();
        Context inherited = here ? context : Context.current();
        Runnable traced = SpawnTrace.trace(this, callback);
        Object entry = inherited == Context.EMPTY ? traced : new Callback(this, traced, inherited);
        if (here) ready.add(entry);
        else submit(entry);
    }

    @Override
    public TimerHandle callAt(long nanos, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        boolean here = onLoop();
        Timer.Call timer = new Timer.Call(
                this,
                Deadlines.comparable(nanos),
                SpawnTrace.trace(this, callback),
                here ? context : Context.current());
        if (here) timers.add(timer);
        else submit(new Callback(this, () -> addUnlessCancelled(timer), Context.EMPTY));
        return timer;
    }

    private void addUnlessCancelled(Timer.Call timer) {
        if (!timer.isCancelled()) timers.add(timer);
    }

    void addTimer(Timer timer) {
        timers.add(timer);
    }

    void removeTimer(Timer timer) {
        if (onLoop()) timers.remove(timer);
        else submitOrDrop(new Callback(this, () -> timers.remove(timer), Context.EMPTY));
    }

    void ready(Ready entry) {
        ready.add(entry);
    }

    /** From another thread: sends an entry, a {@link Ready} or a {@link Runnable}, to the loop. */
    void submit(Object entry) {
        if (!trySubmit(entry)) throw new LoopClosedException("the loop is closed");
    }

    /** As {@link #submit}, for what is pointless once the loop is closed. */
    void submitOrDrop(Ready entry) {
        trySubmit(entry);
    }

    boolean trySubmit(Object entry) {
        Inbox.Offer offer = inbox.offer(entry);
        if (offer == Inbox.Offer.WAKE) wake(entry);
        return offer != Inbox.Offer.CLOSED;
    }

    private void wake(Object entry) {
        driver.wakeup();
        if (Flight.seesWakeups()) recordWakeup(entry);
    }

    private void recordWakeup(Object entry) {
        ForeignWakeup.record(name(), Ready.kind(entry));
    }

    @Override
    public void beforePoll(Runnable flush) {
        flushes.add(flush);
    }

    /** Runs a callback on the bare loop thread and reports what it throws. */
    void runCallback(Runnable callback, Context callbackContext) {
        if (context != callbackContext) context = callbackContext; // a reference stored costs more than one compared
        try {
            callback.run();
        } catch (Throwable failure) {
            if (isFatal(failure)) fatal(failure);
            else report("a callback failed", failure, callback);
        }
    }

    /** Failures after which the JVM cannot be trusted: they leave the loop. A stack that was too small is not one. */
    static boolean isFatal(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    void fatal(Throwable failure) {
        fatal = failure;
        stopping = true;
    }

    // tasks

    @Override
    <T extends @Nullable Object> TaskCore<T> spawnTask(
            @Nullable String name, Block<?> body, @Nullable TaskGroup group) {
        Objects.requireNonNull(body, "body");
        boolean here = onLoop();
        Block<?> work = debug ? new SpawnTrace.TracedBody(body) : body;
        TaskCore<T> task = make(name, work, group, here ? context : Context.current());
        if (here) start(task);
        else send(task);
        return task;
    }

    /** A task that another thread made: it starts where it is taken in, between what was sent before and after it. */
    private void send(TaskCore<?> task) {
        task.sent();
        submit(task);
    }

    private <T extends @Nullable Object> TaskCore<T> make(
            @Nullable String name, Block<?> body, @Nullable TaskGroup group, Context inherited) {
        TaskFactory factory = taskFactory;
        if (factory != null) {
            TaskFactory.Plan plan = TaskFactory.Plan.of(factory, name, body);
            name = plan.name();
            body = plan.body();
        }
        return engine.task(name, body, group, inherited);
    }

    /** The main task of a run, with the task-local values that the run before left. */
    <T extends @Nullable Object> TaskCore<T> spawnMain(Block<?> body, Context inherited) {
        TaskCore<T> task = newMain(body, inherited);
        send(task);
        return task;
    }

    <T extends @Nullable Object> TaskCore<T> newMain(Block<?> body, Context inherited) {
        Objects.requireNonNull(body, "main");
        return make("main", body, null, inherited);
    }

    void start(TaskCore<?> task) {
        ready.makeRoom();
        live.add(task, ready);
        began(task);
    }

    /** A task has come that another thread sent, and will stand in the ready queue. */
    void adopt(TaskCore<?> task) {
        live.add(task);
        began(task);
    }

    private void began(TaskCore<?> task) {
        if (instruments != null) instruments.call(Instrument::spawned, task);
        if (endingRun) task.cancel(Runner.RUN_ENDED);
    }

    void forget(TaskCore<?> task) {
        live.remove(task);
        if (endingRun && live.count() == 0) stopping = true;
    }

    /**
     * Cancels all tasks, and from now on what they spawn, and stops when none is left; see {@link RunEnd}. By the
     * thread that has the loop, or while it does not run.
     */
    void beginEnd(Timer warning, Timer look) {
        timers.add(warning);
        timers.add(look);
        endingRun = true;
        live.cancelAll(Runner.RUN_ENDED);
    }

    void end(Timer warning, Timer look) {
        endingRun = false;
        timers.remove(warning);
        timers.remove(look);
    }

    int taskCount() {
        return live.count();
    }

    @Override
    public Collection<Task<?>> tasks() {
        return live.toList();
    }

    @Override
    public <T extends @Nullable Object> Promise<T> promise() {
        return new Promise<>(this);
    }

    @Override
    public <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable ExecutorService executor, Callable<? extends T> function) {
        Objects.requireNonNull(function, "function");
        checkOpen();
        return jobs.<T>start(executor, function).promise;
    }

    Jobs jobs() {
        return jobs;
    }

    // for dumps

    LiveTasks live() {
        return live;
    }

    LoopSnapshot.Counts counts() {
        return new LoopSnapshot.Counts(turns, ready.size(), timers.size(), driver.pendingCount());
    }

    @Override
    public String name() {
        return running.name();
    }

    // for the watchdog, from its thread: the fields are read as they happen to be seen

    @Override
    public long turns() {
        return turns;
    }

    @Override
    public boolean isHeld() {
        return thread != null && !closed && !inbox.isSleeping();
    }

    @Override
    public int stepMark() {
        return ready.mark();
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    @Override
    public @Nullable TaskView currentTask() {
        return current;
    }

    @Override
    public @Nullable String missingFlag() {
        return engine instanceof LoopEngine ? null : LoopInternals.FLAG;
    }

    @Override
    public SchedStat schedStat() {
        return running.schedStat;
    }

    @Override
    public SlowSteps slowSteps() {
        return slowSteps;
    }

    @Override
    public void turnSoon() {
        submitOrDrop(new Callback(this, () -> {}, Context.EMPTY));
    }

    // the rest

    static @Nullable RunLoop onThisThread() {
        return Running.onThisThread();
    }

    static @Nullable RunLoop currentOrNull() {
        TaskCore<?> task = TaskCore.current();
        return task != null ? task.loop : Running.onThisThread();
    }

    static RunLoop required() {
        RunLoop loop = currentOrNull();
        if (loop == null) throw new IllegalStateException("no loop is running here: call this inside Pirn.run");
        return loop;
    }

    <T> T local(LoopLocal<T> key) {
        return locals.get(key);
    }

    void checkOpen() {
        if (closed) throw new LoopClosedException("the loop is closed");
    }

    @Override
    public boolean onLoop() {
        return engine.onLoop();
    }

    @Override
    public long time() {
        return clock.nanoTime();
    }

    @Override
    public boolean isRunning() {
        return running.isOn();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public String coroutines() {
        return engine.name();
    }

    @Override
    public Meter meter() {
        checkOpen();
        return meters.start();
    }

    @Override
    public int timerCount() {
        return timers.size();
    }

    @Override
    public IoDriver driver() {
        return driver;
    }

    @Override
    public String toString() {
        return "loop on " + backend() + (closed ? " (closed)" : "");
    }
}
