package dev.pirn.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.LoopBean;
import dev.pirn.Loops;
import dev.pirn.Pirn;
import dev.pirn.Signal;
import dev.pirn.SignalStream;
import dev.pirn.Signals;
import dev.pirn.Task;
import dev.pirn.file.AsyncFile;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.observe.Console;
import dev.pirn.observe.Dump;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * A program that uses a little of everything, run as a module by {@link ModulesTest}. It prints a line for each thing:
 * what came of it, or how it failed.
 */
final class ModulesProgram {

    private static final Object MONITOR = new Object();

    private ModulesProgram() {}

    public static void main(String... args) {
        Pirn.run(() -> {
            tell("coroutines", Loops::coroutines);
            tell("network", ModulesProgram::network);
            tell("file", () -> AsyncFile.readString(Path.of(args[0])));
            tell("thread", () -> Async.toThread(() -> "done"));
            tell("dump", ModulesProgram::dump);
            tell("stall", ModulesProgram::stall);
            tell("bean", ModulesProgram::bean);
            tell("console", ModulesProgram::console);
            tell("signals", ModulesProgram::signals);
        });
    }

    private static void tell(String what, Callable<String> thing) {
        try {
            System.out.println(what + ": " + thing.call());
        } catch (Exception | LinkageError e) {
            System.out.println(what + " failed: " + e);
        }
    }

    private static String network() throws IOException {
        try (TcpServer server = Tcp.listen("127.0.0.1", 0, client -> client.write(client.readExactly(10)));
                TcpStream stream = Tcp.connect("127.0.0.1", server.port())) {
            stream.write("to and fro".getBytes(UTF_8));
            return new String(stream.readExactly(10), UTF_8);
        }
    }

    private static String dump() {
        Task<?> sleeper = Async.spawn("sleeper", () -> Async.sleep(Duration.ofDays(1)));
        Async.yieldNow();
        String text = Pirn.dump(Dump.Part.STACKS, Dump.Part.LOCALS).text();
        sleeper.cancel("seen");
        return text.lines().filter(line -> line.contains("sleeper")).findFirst().orElse(text);
    }

    /** A callback waits for a monitor until the watchdog has told so. */
    private static String stall() throws InterruptedException {
        CountDownLatch isHeld = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("holder").start(() -> holdUntilReported(isHeld));
        isHeld.await();
        Loop.current().execute(() -> {
            synchronized (MONITOR) {
                MONITOR.notifyAll();
            }
        });
        Async.yieldNow();
        Async.yieldNow();
        return Pirn.stalls().getFirst().why();
    }

    private static void holdUntilReported(CountDownLatch isHeld) {
        synchronized (MONITOR) {
            isHeld.countDown();
            while (Pirn.stalls().isEmpty()) Thread.onSpinWait();
        }
    }

    private static String bean() {
        try (LoopBean bean = LoopBean.register(Loop.current())) {
            return bean.name();
        }
    }

    private static String console() throws IOException {
        try (Console console = Pirn.console(0)) {
            return console.url();
        }
    }

    private static String signals() {
        try (SignalStream _ = Signals.stream(Signal.USR2)) {
            return "can be received";
        }
    }
}
