package dev.pirn.snippets;

import static dev.pirn.Async.timeout;

import dev.pirn.Loop;
import dev.pirn.Signal;
import dev.pirn.SignalStream;
import dev.pirn.Signals;
import dev.pirn.TaskGroup;
import dev.pirn.net.Streams;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.sync.Channel;
import dev.pirn.sync.Condition;
import dev.pirn.sync.Queue;
import dev.pirn.sync.Retry;
import dev.pirn.sync.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The examples of the documentation of core, so that they compile. */
final class CoreSnippets {

    // @start region="retry"
    private static final Retry RETRY =
            Retry.attempts(5).within(Duration.ofSeconds(30)).on(IOException.class);

    String page() throws IOException {
        return RETRY.call(() -> timeout(Duration.ofSeconds(3), () -> get("https://example.org")));
    }
    // @end

    private int balance;

    private static String get(String url) throws IOException {
        throw new IOException("not found: " + url);
    }

    private static void download(String name) {
        System.out.println(name);
    }

    private static void work(String job) {
        System.out.println(job);
    }

    private static void reload() {}

    void group(String first, String second) {
        // @start region="group"
        TaskGroup.run(group -> {
            group.spawn(() -> download(first));
            group.spawn(() -> download(second));
        });
        // @end
    }

    void taskFactory(Loop loop, LongAdder active) {
        // @start region="taskFactory"
        loop.taskFactory(plan -> plan.wrap(body -> () -> {
            active.increment();
            try {
                return body.call();
            } finally {
                active.decrement();
            }
        }));
        // @end
    }

    void signals() {
        // @start region="signals"
        try (SignalStream signals = Signals.stream(Signal.HUP, Signal.TERM)) {
            for (Signal signal : signals) {
                if (signal == Signal.TERM) break;
                reload();
            }
        }
        // @end
    }

    void tcp() throws IOException {
        // @start region="tcp"
        TcpServer server = Tcp.listen("localhost", 0, stream -> {
            for (String line : stream.lines()) stream.write(line + "\n");
        });
        try (TcpStream stream = Tcp.connect("localhost", server.port())) {
            stream.write("hello\n");
            System.out.println(stream.readLine());
        }
        server.close();
        // @end
    }

    TcpServer proxy() throws IOException {
        // @start region="proxy"
        TcpServer proxy = Tcp.listen(null, 8080, stream -> {
            try (TcpStream target = Tcp.connect("localhost", 80)) {
                Streams.copy(stream, target);
            }
        });
        // @end
        return proxy;
    }

    void channel() {
        TaskGroup.run(group -> {
            // @start region="channel"
            Channel<String> lines = Channel.ofCapacity(16);
            group.spawn(() -> {
                try (Sender<String> out = lines.sender()) {
                    for (int i = 0; i < 100; i++) out.send("line " + i);
                }
            });
            for (String line : lines.receiver()) System.out.println(line);
            // @end
        });
    }

    void queue(Queue<String> jobs) {
        // @start region="queue"
        for (String job : jobs) {
            try {
                work(job);
            } finally {
                jobs.taskDone();
            }
        }
        // @end
    }

    void condition(Condition condition, int price) {
        // @start region="condition"
        condition.lock().run(() -> {
            condition.await(() -> balance >= price);
            balance -= price;
        });
        // @end
    }
}
