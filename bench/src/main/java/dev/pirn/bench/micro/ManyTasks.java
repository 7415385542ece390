package dev.pirn.bench.micro;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.sync.Queue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * A program of very many tasks that sleep or wait, and of a callback that runs in each turn of their loop and so knows
 * how long a turn took, without what the loop's thread waited for a processor that others had. Usage: {@code LOOP
 * TASKS}.
 *
 * <p>Answers each line of its standard input with a line: to {@value #BEGIN} that it counts from now on, to {@value
 * #END} the longest times between two turns since then, in nanoseconds, first without pauses of the garbage collector
 * and then with them, to {@value #DUMP} the number of tasks in the dump that it has taken.
 */
public final class ManyTasks {

    /** Forget the longest times. */
    public static final String BEGIN = "begin";

    /** Prints the longest times. */
    public static final String END = "end";

    /** Look at all tasks from a thread of this program. */
    public static final String DUMP = "dump";

    private static final Duration LONG = Duration.ofDays(1);

    /** So many begin at a time, so that no step is long. */
    private static final int BATCH = 1000;

    /** Of three tasks one sleeps, one waits for that, and one for an item that never comes. */
    private static final int KINDS = 3;

    /** No shorter stretch is of interest, and so often it is asked what else has happened. */
    private static final long OFTEN_NANOS = 1_000_000;

    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final LongAccumulator longestWithPauses = new LongAccumulator(Math::max, 0);
    private final Loop loop;
    private final Runnable turning = this::turn;
    private final ProcessorWaits processorWaits = new ProcessorWaits();
    private final CollectorPauses collectorPauses = new CollectorPauses();
    private long waits;
    private long pauses;
    private long lastLook = System.nanoTime();
    private long last = System.nanoTime();

    private ManyTasks(Loop loop) {
        this.loop = loop;
    }

    /**
     * Runs until its standard input ends.
     *
     * @param args as the class says
     */
    public static void main(String[] args) {
        try (Runner runner = Runner.builder().loop(args[0]).build()) {
            runner.run(() -> new ManyTasks(Loop.current()).run(Integer.parseInt(args[1])));
        }
    }

    private void run(int count) {
        List<Task<?>> tasks = start(count);
        Thread.ofPlatform().daemon().name("answers").start(this::answer);
        turn();
        Async.waitAll(tasks);
    }

    private static List<Task<?>> start(int count) {
        Queue<Object> queue = new Queue<>();
        List<Task<?>> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tasks.add(i % KINDS == 1 ? waitsFor(tasks.getLast()) : waits(i % KINDS == 0, queue));
            if (i % BATCH == 0) Async.yieldNow();
        }
        return tasks;
    }

    private static Task<?> waitsFor(Task<?> other) {
        return Async.spawn(() -> {
            other.await();
        });
    }

    private static Task<?> waits(boolean sleeps, Queue<Object> queue) {
        return sleeps ? Async.spawn(() -> Async.sleep(LONG)) : Async.spawn(() -> queue.get());
    }

    private void turn() {
        long now = System.nanoTime();
        long took = now - last;
        if (now - lastLook >= OFTEN_NANOS) count(took);
        last = now;
        loop.execute(turning); // allocates nothing: what is collected meanwhile is the looker's
    }

    /** What happened since the last time, which was at most the shortest stretch of interest before this one. */
    private void count(long took) {
        long waitsBefore = waits;
        long pausesBefore = pauses;
        waits = processorWaits.nanos();
        pauses = collectorPauses.nanos();
        lastLook = System.nanoTime();
        long withPauses = took - (waits - waitsBefore);
        longestWithPauses.accumulate(withPauses);
        longest.accumulate(withPauses - (pauses - pausesBefore));
    }

    private void answer() {
        System.gc(); // the tasks are there to stay
        System.out.println("ready");
        try (BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = asked.readLine(); line != null; line = asked.readLine())
                System.out.println(answer(line));
        } catch (IOException e) {
            System.err.println("the observer has gone: " + e.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String question) {
        return switch (question) {
            case BEGIN -> begin();
            case END -> longest.get() + " " + longestWithPauses.get();
            case DUMP -> Long.toString(dump());
            default -> throw new IllegalArgumentException("not a question: " + question);
        };
    }

    private String begin() {
        longest.reset();
        longestWithPauses.reset();
        return "begun";
    }

    private static long dump() {
        return Pirn.dump().loops().stream()
                .mapToLong(each -> each.tasks().size())
                .sum();
    }
}
