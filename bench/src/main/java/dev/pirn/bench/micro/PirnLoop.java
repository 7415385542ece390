package dev.pirn.bench.micro;

import dev.pirn.Body;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.bench.server.Watchers;
import java.io.IOException;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A loop that lives as long as its benchmark, and is turned by the thread that measures. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH
public class PirnLoop {

    /** The backend. */
    @Param("nio")
    public String backend;

    /** How its coroutines are made. */
    @Param("loop")
    public String coroutines;

    private Runner runner;

    /** Created by JMH. */
    public PirnLoop() {}

    /**
     * Opens the loop, watched as {@link Watchers} says.
     *
     * @throws IOException if its console cannot listen
     */
    @Setup
    public void open() throws IOException {
        runner = newRunner();
        Watchers.begin(runner.loop());
    }

    /** Closes it. */
    @TearDown
    public void close() {
        runner.close();
    }

    /** {@return another one of the same kind} */
    Runner newRunner() {
        return Runner.builder()
                .loop(backend)
                .coroutines(coroutines)
                .cancelOnSigint(false)
                .build();
    }

    Loop loop() {
        return runner.loop();
    }

    /** Runs a coroutine to its end. Other tasks and timers of the loop stay. */
    <T> T run(Body<? extends T, ?> main) {
        return loop().runUntilComplete(loop().spawn(main));
    }
}
