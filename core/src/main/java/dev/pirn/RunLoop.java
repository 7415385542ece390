package dev.pirn;

import dev.pirn.jfr.Flight;
import dev.pirn.jfr.ForeignWakeup;
import dev.pirn.jfr.Poll;
import dev.pirn.observe.Meter;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The loop itself: the turn, and what feeds it. Fields belong to the loop thread (or to whoever turns the loop by hand)
 * unless they are volatile or final.
 */
final class RunLoop implements Loop {

    static final String NO_WAIT_IN_CALLBACK =
            "a callback runs on the bare loop thread and cannot wait: spawn a task, or use onDone";
    static final String NO_COROUTINE =
            "not in a coroutine: call this inside Pirn.run or a spawned task, or use Future.get() to block this thread";

    /** While more is ready the driver is polled after so many steps, or after {@link #POLL_NANOS}: a poll costs more than a
     * step, and a coroutine switch should not pay for one. Go and tokio look at the network every 61 ticks. */
    private static final int STEPS_A_POLL = 61;

    private static final long POLL_NANOS = 50_000;

    /** So many submissions of other threads are taken in a turn: after a burst the ready queue need not grow for all of them. */
    private static final int TAKEN_A_TURN = 1024;

    private static final ThreadLocal<RunLoop> ON_THREAD = new ThreadLocal<>();

    /** Its number in this JVM, from 1. */
    final int id = OpenLoops.nextId();

    final CoroutineEngine engine;
    final UnreadFailures unread = new UnreadFailures(this);
    private final String backend;
    private final IoDriver driver;
    private final Clock clock;
    private final @Nullable ReadyOrder order;
    final SlowSteps slowSteps;

    /** Whether its thread got a processor. */
    final RunQueue runQueue = new RunQueue();

    private final ReadyQueue ready = new ReadyQueue();
    private final TimerQueue timers = new TimerQueue();
    private final Inbox inbox = new Inbox();
    private final ArrayDeque<Runnable> flushes = new ArrayDeque<>();
    private final IdentityHashMap<LoopLocal<?>, Object> locals = new IdentityHashMap<>();
    private final LiveTasks live = new LiveTasks();
    private final Jobs jobs;

    /** The thread that runs the loop now; other threads only compare it with themselves. */
    volatile @Nullable Thread thread;

    /** The task whose coroutine runs now. */
    @Nullable
    TaskCore<?> current;

    /** The task-local values of what runs now. */
    Context context = Context.EMPTY;

    /** Who watches the tasks; null if nobody does. */
    private @Nullable Instruments instruments;

    /** Who measures. */
    private final Meters meters = new Meters();

    final FlightSteps flightSteps = new FlightSteps(this);

    /** How many coroutines are blocked in foreign code, and will be woken by other threads. */
    int blockedElsewhere;

    /** How many turns there were. The watchdog reads it at any time, and does not mind if it is late. */
    private long turns;

    /** The name of the thread that had it run first; null if nobody has. */
    private @Nullable String name;

    /** Its registration with the MBean server; null if there is none. */
    volatile @Nullable LoopBean bean;

    private int stepsSincePoll;
    private long polledAt;
    private boolean endingRun;
    private @Nullable Throwable fatal;
    private volatile boolean stopping;
    private volatile boolean closed;
    private volatile boolean debug;
    private volatile ExceptionHandler handler;
    private volatile @Nullable TaskFactory taskFactory;

    RunLoop(Runner.Builder settings, String backend, IoDriver driver) {
        this.backend = backend;
        this.driver = driver;
        this.clock = settings.clock;
        this.order = settings.order;
        this.handler = settings.handler;
        this.taskFactory = settings.taskFactory;
        this.debug = settings.debug;
        this.slowSteps = new SlowSteps(this, settings.slowStep);
        this.jobs = new Jobs(this, settings.poolPatience);
        this.engine = CoroutineEngine.create(this, settings.coroutines);
        settings.instruments.forEach(this::addInstrument);
        OpenLoops.add(this);
        Watchdog.INSTANCE.watch(this, settings.stall.toNanos());
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
            runObserved(count);
            return;
        }
        for (int left = count; left > 0; left--) {
            Object entry = ready.poll();
            if (entry instanceof Ready step) step.step();
            else runCallback((Runnable) entry, Context.EMPTY);
        }
        ready.trim();
    }

    private void runObserved(int count) {
        if (instruments != null) instruments.scheduled(ready);
        meters.batchBegins(ready);
        for (int left = count; left > 0; left--) {
            Object next = order == null ? ready.poll() : ready.poll(Objects.checkIndex(order.next(left), left));
            Ready entry = next instanceof Ready step ? step : new Execution(this, (Runnable) next);
            meters.stepBegins(entry);
            runInstrumented(entry);
            meters.stepEnds(ready);
        }
        meters.batchEnds(live.count(), timers.size(), driver.openCount());
    }

    private void runInstrumented(Ready entry) {
        Instruments watching = instruments;
        if (watching == null) runOne(entry);
        else watching.around(entry, () -> runOne(entry));
    }

    private void runOne(Ready entry) {
        if (Flight.timesSteps()) flightSteps.run(entry);
        else runWatched(entry);
    }

    void runWatched(Ready entry) {
        if (debug) slowSteps.run(entry);
        else entry.step();
    }

    /** 2. Flushes what the batch wrote. */
    private void flush() {
        for (Runnable flush; (flush = flushes.poll()) != null; ) flush.run();
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
        if (unread.isTracking()) unread.reportUnreachable();
        if (!ready.isEmpty() || !mayWait || stopping) {
            if (!mayWait || stopping || isPollDue()) pollDriver(0);
            return;
        }
        waitInDriver();
    }

    private void waitInDriver() {
        long untilDeadline = timers.size() == 0 ? Long.MAX_VALUE : Math.max(0, timers.next() - clock.nanoTime());
        long wait = clock.waitNanos(untilDeadline, jobs.running() + blockedElsewhere, driver.pendingCount());
        boolean sleeps = wait > 0 && inbox.sleep();
        int told = pollDriver(!sleeps ? 0 : wait == Long.MAX_VALUE ? -1 : wait);
        if (sleeps) inbox.awake();
        if (told == 0 && ready.isEmpty() && inbox.isEmpty() && !stopping) clock.idled(untilDeadline);
    }

    private boolean isPollDue() {
        if (driver.pendingCount() == 0) return false;
        if (stepsSincePoll >= STEPS_A_POLL) return true;
        return clock.nanoTime() - polledAt >= POLL_NANOS;
    }

    private int pollDriver(long timeoutNanos) {
        stepsSincePoll = 0;
        try {
            int told = meters.isOn() || Flight.seesPolls() ? pollMeasured(timeoutNanos) : driver.poll(timeoutNanos);
            if (driver.pendingCount() != 0) polledAt = clock.nanoTime();
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException("the loop cannot wait for I/O any more", e);
        }
    }

    private int pollMeasured(long timeoutNanos) throws IOException {
        meters.pollBegins();
        try {
            return Flight.seesPolls() ? pollRecorded(timeoutNanos) : driver.poll(timeoutNanos);
        } finally {
            meters.pollEnds();
        }
    }

    private int pollRecorded(long timeoutNanos) throws IOException {
        Poll event = Poll.start();
        int told = driver.poll(timeoutNanos);
        event.record(name(), told, timeoutNanos);
        return told;
    }

    // running turns

    @Override
    public void runForever() {
        checkCanRun();
        nameAfter(Thread.currentThread()); // who need not be the one that turns it
        engine.drive(this::runOnThisThread);
    }

    private void runOnThisThread() {
        runQueue.enteredBy(Thread.currentThread());
        enter();
        boolean interrupted = false;
        try {
            takeInbox();
            pollDriver(0);
            do {
                turn(true);
                throwFatal();
                if (Thread.interrupted()) { // taken away, or the poll would not wait any more
                    interrupted = true;
                    onInterrupt.run();
                }
            } while (!stopping);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
            stopping = false;
            leave();
        }
    }

    @Override
    public boolean turn() {
        checkCanRun();
        engine.checkCanCarry();
        runQueue.enteredByWhoever();
        try {
            turnByHand();
        } finally {
            stopping = false;
        }
        return hasReady();
    }

    private void turnByHand() {
        enter();
        try {
            takeInbox();
            turn(false);
            throwFatal();
        } finally {
            leave();
        }
    }

    /** Whether the next turn has something to do; a poll may have made a stream's output flushable and nothing ready. */
    boolean hasReady() {
        return !ready.isEmpty() || !inbox.isEmpty() || !flushes.isEmpty();
    }

    // as a guest: see GuestRun

    /** The run in which a host makes the turns; null if there is none. */
    private volatile @Nullable GuestRun<?> guest;

    /** Begins a guest run, in which nobody else may run the loop. */
    void becomeGuest(GuestRun<?> run) {
        checkOpen();
        checkNotRunning();
        guest = run;
    }

    void leaveHost() {
        guest = null;
    }

    void checkCanTurnHere() {
        engine.checkCanCarry();
        checkNoOtherRuns();
    }

    void turnForHost() {
        runQueue.enteredBy(Thread.currentThread());
        turnByHand();
    }

    /** Waits between two turns of the host, as a turn does at its end, on a thread that is the loop's meanwhile. */
    void waitForHost() {
        enter();
        try {
            waitInDriver();
        } finally {
            leave();
        }
    }

    /** Whether the loop was stopped; it is asked once. */
    boolean takeStop() {
        boolean stopped = stopping;
        stopping = false;
        return stopped;
    }

    private void enter() {
        Thread me = Thread.currentThread();
        thread = me;
        nameAfter(me);
        ON_THREAD.set(this);
    }

    private void nameAfter(Thread first) {
        if (name == null) name = first.getName();
    }

    private void leave() {
        thread = null;
        ON_THREAD.remove();
    }

    void checkCanRun() {
        checkOpen();
        checkNotRunning();
        checkNoOtherRuns();
    }

    private void checkNotRunning() {
        if (guest != null) throw new IllegalStateException("the loop is running already, as the guest of a host");
        Thread runner = thread;
        if (runner != null) throw new IllegalStateException("the loop is running already, on " + runner.getName());
    }

    private static void checkNoOtherRuns() {
        RunLoop other = currentOrNull();
        if (other != null) throw new IllegalStateException("another loop is running on this thread: " + other);
    }

    private void throwFatal() {
        Throwable failure = fatal;
        fatal = null;
        if (failure instanceof Error error) throw error;
    }

    /** Somebody interrupted the thread that waits for the end of a run on another one. From any thread. */
    void interrupted() {
        submitOrDrop(new Callback(this, () -> onInterrupt.run(), Context.EMPTY));
    }

    /** What an interrupt of the loop's thread does; set by the runner while it runs a main task. */
    Runnable onInterrupt = () -> {};

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) {
        if (future.loop() != this) throw new IllegalArgumentException("a future of another loop: " + future);
        runUntilDone(future);
        if (!future.isDone()) throw new IllegalStateException("the loop was stopped before " + future + " was done");
        return ((FutureCore<T>) future).result();
    }

    /** Runs until a future is done, or the loop is stopped before. */
    void runUntilDone(Future<?> future) {
        checkCanRun();
        if (future.isDone()) return;
        Handle stop = future.onDone(done -> stop());
        try {
            runForever();
        } finally {
            stop.cancel(); // or it would stop a later run
        }
    }

    /**
     * Cancels all tasks, and what they spawn meanwhile, and runs until none is left; says so if that takes longer than some
     * patience. The loop is not running, so its fields are the caller's.
     */
    void runOutTasks(Duration patience) {
        Timer warning = beginEnd(patience);
        try {
            while (live.count() > 0) runForever();
        } finally {
            end(warning);
        }
        unread.reportAll();
    }

    /** Begins the end of a run: cancels all tasks, and from now on what they spawn. */
    Timer beginEnd(Duration patience) {
        Timer.Call warning = new Timer.Call(this, after(patience), () -> reportStragglers(patience), Context.EMPTY);
        timers.add(warning);
        endingRun = true;
        live.cancelAll(Runner.RUN_ENDED);
        return warning;
    }

    /** Ends a run in which no task is left. */
    void end(Timer warning) {
        endingRun = false;
        timers.remove(warning);
    }

    private void reportStragglers(Duration patience) {
        String cancelled = "tasks that were cancelled at the end of the run have not ended after ";
        report(cancelled + patience.toSeconds() + " s: " + tasks(), null, null);
    }

    @Override
    public void stop() {
        stopping = true;
        if (!onLoop()) submitOrDrop(new Callback(this, () -> {}, Context.EMPTY));
    }

    @Override
    public void close() {
        if (closed) return;
        if (guest != null) throw new IllegalStateException("a guest run is on: cancel it, and wait until it has ended");
        if (thread != null) throw new IllegalStateException("a running loop cannot be closed: stop it first");
        closed = true;
        OpenLoops.remove(this);
        LoopBean registered = bean;
        if (registered != null) registered.close();
        if (!locals.isEmpty()) engine.drive(this::closeLocals);
        driver.close();
        jobs.close();
        engine.close();
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
        enter(); // they may use the loop to close
        try {
            for (Object value : List.copyOf(locals.values())) closeLocal(value);
        } finally {
            leave();
        }
        locals.clear();
    }

    private void closeLocal(Object value) {
        if (!(value instanceof AutoCloseable closeable)) return;
        try {
            closeable.close();
        } catch (Exception e) {
            report("closing a loop-local value failed", e, value);
        }
    }

    // feeding it

    @Override
    public Handle callSoon(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        boolean here = onLoop();
        Callback entry = new Callback(this, Created.trace(this, callback), here ? context : Context.current());
        if (here) ready.add(entry);
        else submit(entry);
        return entry;
    }

    @Override
    public void execute(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        boolean here = onLoop();
        Context inherited = here ? context : Context.current();
        Runnable traced = Created.trace(this, callback);
        Object entry = inherited == Context.EMPTY ? traced : new Callback(this, traced, inherited);
        if (here) ready.add(entry);
        else submit(entry);
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callAt(after(delay), callback);
    }

    @Override
    public TimerHandle callAt(long nanos, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        boolean here = onLoop();
        Timer.Call timer = new Timer.Call(
                this, comparable(nanos), Created.trace(this, callback), here ? context : Context.current());
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

    /**
     * A time that can be compared with others by difference, which is how deadlines are compared since the clock's origin is
     * arbitrary: the extremes of the range, by which people mean never and at once, are moved to its middle half.
     */
    static long comparable(long nanos) {
        return Math.clamp(nanos, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
    }

    /** The time some time from now; a delay too long to count never ends. */
    long after(Duration delay) {
        long now = clock.nanoTime();
        long nanos;
        try {
            nanos = delay.toNanos();
        } catch (ArithmeticException e) {
            nanos = delay.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return now + Math.clamp(nanos, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
    }

    /** On the loop: puts an entry into the ready queue. */
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
        ForeignWakeup.record(name(), kindOf(entry));
    }

    private static String kindOf(Object entry) {
        if (entry instanceof TaskCore<?> task) return "task " + task.name();
        Class<?> kind = entry instanceof Ready ? entry.getClass() : Execution.class;
        return kind.isAnonymousClass() ? "completion" : kind.getSimpleName();
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
    public <T extends @Nullable Object> Task<T> spawn(Callable<? extends T> body) {
        return spawnTask(null, body, null);
    }

    @Override
    public <T extends @Nullable Object> Task<T> spawn(String name, Callable<? extends T> body) {
        return spawnTask(Objects.requireNonNull(name, "name"), body, null);
    }

    @Override
    public Task<@Nullable Void> spawn(Action body) {
        return spawnTask(null, body, null);
    }

    @Override
    public Task<@Nullable Void> spawn(String name, Action body) {
        return spawnTask(Objects.requireNonNull(name, "name"), body, null);
    }

    /** Spawns what {@link TaskCore} can run: a callable of T, or an action. */
    <T extends @Nullable Object> TaskCore<T> spawnTask(@Nullable String name, Object body, @Nullable TaskGroup group) {
        Objects.requireNonNull(body, "body");
        boolean here = onLoop();
        Object work = debug ? new Created.Body(body) : body;
        TaskCore<T> task = make(name, work, group, here ? context : Context.current());
        if (here) start(task);
        else submit(new Start(task));
        return task;
    }

    private <T extends @Nullable Object> TaskCore<T> make(
            @Nullable String name, Object body, @Nullable TaskGroup group, Context inherited) {
        TaskFactory factory = taskFactory;
        if (factory != null) {
            TaskFactory.Plan plan = plan(factory, name, body);
            name = plan.name();
            body = plan.body();
        }
        return engine.task(name, body, group, inherited);
    }

    private static TaskFactory.Plan plan(TaskFactory factory, @Nullable String name, Object body) {
        TaskFactory.Plan asked = new TaskFactory.Plan(name, TaskCore.callable(body));
        try {
            return Objects.requireNonNull(factory.plan(asked), "the task factory answered null");
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the task factory refused " + (name == null ? "a task" : "the task " + name) + ": " + factory, e);
        }
    }

    /** A task on its way from another thread. */
    private final class Start extends Ready {

        private final TaskCore<?> task;

        Start(TaskCore<?> task) {
            this.task = task;
        }

        @Override
        void step() {
            start(task);
        }

        @Override
        void dropped() {
            task.neverRan();
        }
    }

    /** The main task of a run, with the task-local values that the run before left. */
    <T extends @Nullable Object> TaskCore<T> spawnMain(Object body, Context inherited) {
        TaskCore<T> task = newMain(body, inherited);
        submit(new Start(task));
        return task;
    }

    <T extends @Nullable Object> TaskCore<T> newMain(Object body, Context inherited) {
        Objects.requireNonNull(body, "main");
        return make("main", body, null, inherited);
    }

    void start(TaskCore<?> task) {
        live.add(task);
        ready.add(task);
        if (instruments != null) instruments.tell(Instrument::spawned, task);
        if (endingRun) task.cancel(Runner.RUN_ENDED);
    }

    void forget(TaskCore<?> task) {
        live.remove(task);
        if (endingRun && live.count() == 0) stopping = true;
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

    LoopSeen.Counts counts() {
        return new LoopSeen.Counts(turns, ready.size(), timers.size(), driver.pendingCount());
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public String name() {
        String ranBy = name;
        return ranBy == null || ranBy.isEmpty() ? "loop-" + id : ranBy;
    }

    // for the watchdog, from its thread: the fields are read as they happen to be seen

    long turns() {
        return turns;
    }

    /** Whether a thread runs it, and does not wait in the driver. */
    boolean isHeld() {
        return thread != null && !closed && !inbox.isSleeping();
    }

    /** Changes with each step. */
    int stepMark() {
        return ready.mark();
    }

    // the rest

    static @Nullable RunLoop onThisThread() {
        return ON_THREAD.get();
    }

    static @Nullable RunLoop currentOrNull() {
        TaskCore<?> task = TaskCore.current();
        return task != null ? task.loop : ON_THREAD.get();
    }

    static RunLoop required() {
        RunLoop loop = currentOrNull();
        if (loop == null) throw new IllegalStateException("no loop is running here: call this inside Pirn.run");
        return loop;
    }

    @SuppressWarnings("unchecked") // put by this method only, under its own key
    <T> T local(LoopLocal<T> key) {
        Object value = locals.get(key);
        if (value == null) {
            value = key.make(this);
            locals.put(key, value);
        }
        return (T) value;
    }

    private void checkOpen() {
        if (closed) throw new LoopClosedException("the loop is closed");
    }

    /** Fails, and names both, unless the caller is on this loop, to which something belongs, or nobody runs it. */
    void checkHere(String what) {
        if (onLoop() || !isRunning()) return;
        RunLoop other = currentOrNull();
        String user = other == null ? Thread.currentThread().toString() : "a coroutine or callback of another " + other;
        throw new IllegalStateException(what + " is used on its loop only, a " + this + ", and not by " + user);
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
        return thread != null || guest != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public String backend() {
        return backend;
    }

    @Override
    public String coroutines() {
        return engine.name();
    }

    @Override
    public boolean debug() {
        return debug;
    }

    @Override
    public void debug(boolean on) {
        debug = on;
    }

    @Override
    public void exceptionHandler(ExceptionHandler newHandler) {
        handler = Objects.requireNonNull(newHandler, "handler");
    }

    @Override
    public void addInstrument(Instrument instrument) {
        Objects.requireNonNull(instrument, "instrument");
        checkMine("instruments are added");
        if (instruments == null) instruments = new Instruments(this);
        instruments.add(instrument);
    }

    @Override
    public boolean removeInstrument(Instrument instrument) {
        checkMine("instruments are removed");
        Instruments watching = instruments;
        boolean removed = watching != null && watching.remove(instrument);
        if (watching != null && watching.isEmpty()) instruments = null;
        return removed;
    }

    @Override
    public Meter meter() {
        checkOpen();
        return meters.start();
    }

    private void checkMine(String what) {
        if (isRunning() && !onLoop())
            throw new IllegalStateException(what + " on the loop, or while it is not running");
    }

    @Override
    public void taskFactory(@Nullable TaskFactory newFactory) {
        taskFactory = newFactory;
    }

    @Override
    public void report(String message, @Nullable Throwable failure, @Nullable Object source) {
        ErrorReport report = new ErrorReport(message, failure, source);
        try {
            handler.handle(this, report);
        } catch (Throwable e) {
            Throwable about = failure == null ? new IllegalStateException(message) : failure;
            if (e != about) e.addSuppressed(about); // it may throw just what it was given
            System.getLogger("dev.pirn")
                    .log(System.Logger.Level.ERROR, "the exception handler failed on: " + report, e);
        }
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
        return "loop on " + backend + (closed ? " (closed)" : "");
    }
}
