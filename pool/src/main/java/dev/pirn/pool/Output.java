package dev.pirn.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What workers print, on its way to the pool's consumer. The pipes are always read, so that no worker ever blocks in
 * printing; if the consumer is slower than the workers are, lines are dropped, and counted.
 */
final class Output {

    private static final int MOST_LINES = 4096;
    private static final int LONGEST_LINE = 8192;
    private static final int REMEMBERED = 10;
    private static final long PATIENCE_MILLIS = 1000;
    private static final OutputLine END = new OutputLine(0, false, "");

    private final Consumer<? super OutputLine> consumer;
    private final LinkedBlockingQueue<OutputLine> lines = new LinkedBlockingQueue<>(MOST_LINES);
    private final AtomicLong dropped = new AtomicLong();

    /** The pipes that have not ended. */
    private final Set<Pipe> open = ConcurrentHashMap.newKeySet();

    private final Thread thread;

    Output(String pool, Consumer<? super OutputLine> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().daemon().name(pool + "-output").start(this::deliver);
    }

    private void deliver() {
        try {
            int worker = 0;
            for (OutputLine line; (line = lines.take()) != END; ) {
                accept(line);
                worker = line.worker();
                if (lines.isEmpty()) reportDropped(worker);
            }
            reportDropped(worker); // the end mark kept the queue from being empty
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed, with a consumer that blocks
        }
    }

    private void reportDropped(int worker) {
        long lost = dropped.getAndSet(0);
        if (lost > 0) accept(new OutputLine(worker, true, "(" + lost + " lines were dropped)"));
    }

    private void accept(OutputLine line) {
        try {
            consumer.accept(line);
        } catch (RuntimeException e) {
            Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
        }
    }

    /**
     * Delivers what the workers have printed, unless the consumer blocks. Called once, when no worker is left. A
     * grandchild that holds a pipe is not waited for.
     */
    void close() throws InterruptedException {
        awaitEnd(CompletableFuture.allOf(open.stream().map(pipe -> pipe.ended).toArray(CompletableFuture[]::new)));
        if (lines.offer(END, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) thread.join(PATIENCE_MILLIS);
        thread.interrupt();
    }

    private static void awaitEnd(CompletableFuture<Void> end) throws InterruptedException {
        try {
            end.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // then what there is
        }
    }

    /** Reads one pipe of a worker, in a thread of its own. */
    final class Pipe {

        private final int worker;
        private final boolean error;
        private final InputStream in;
        private final ArrayDeque<String> latest = new ArrayDeque<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        Pipe(int worker, boolean error, InputStream in, String threadName) {
            this.worker = worker;
            this.error = error;
            this.in = in;
            open.add(this);
            Thread.ofPlatform().daemon().name(threadName).start(this::read);
        }

        private void read() {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] buffer = new byte[LONGEST_LINE];
            try (in) {
                for (int count; (count = in.read(buffer)) >= 0; ) split(buffer, count, line);
            } catch (IOException e) {
                // the process is gone
            } finally {
                if (line.size() > 0) add(line);
                open.remove(this);
                ended.complete(null);
            }
        }

        private void split(byte[] bytes, int count, ByteArrayOutputStream line) {
            for (int i = 0; i < count; i++) {
                if (bytes[i] == '\n' || line.size() == LONGEST_LINE) add(line);
                if (bytes[i] != '\n') line.write(bytes[i]);
            }
        }

        private void add(ByteArrayOutputStream bytes) {
            String text = bytes.toString(UTF_8);
            bytes.reset();
            if (text.endsWith("\r")) text = text.substring(0, text.length() - 1);
            remember(text);
            if (!lines.offer(new OutputLine(worker, error, text))) dropped.incrementAndGet();
        }

        private void remember(String text) {
            synchronized (latest) {
                if (latest.size() == REMEMBERED) latest.removeFirst();
                latest.addLast(text);
            }
        }

        /** The last lines of a process that has ended; a grandchild that holds the pipe is not waited for. */
        List<String> latest() throws InterruptedException {
            awaitEnd(ended);
            synchronized (latest) {
                return List.copyOf(latest);
            }
        }
    }
}
