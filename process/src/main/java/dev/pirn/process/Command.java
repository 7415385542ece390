package dev.pirn.process;

import dev.pirn.Async;
import dev.pirn.Cancelled;
import dev.pirn.LimitExceededException;
import dev.pirn.Loop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to start, and how: made by {@link Subprocess#exec} and {@link Subprocess#shell}, changed by its methods, started
 * as often as wanted. Not thread-safe.
 */
public final class Command {

    private static final Duration GRACE = Duration.ofSeconds(5); // Trio's

    final List<String> words;
    Redirect stdin = Redirect.PIPE;
    Redirect stdout = Redirect.PIPE;
    Redirect stderr = Redirect.PIPE;
    Duration grace = GRACE;
    int outputLimit = Integer.MAX_VALUE;

    @Nullable
    Path directory;

    private @Nullable Map<String, String> variables;

    Command(List<String> words) {
        if (words.isEmpty()) throw new IllegalArgumentException("no program was given");
        for (String word : words) requireNoNul(word, "argument");
        this.words = List.copyOf(words);
    }

    private static void requireNoNul(String text, String what) {
        if (text.indexOf('\0') >= 0)
            throw new IllegalArgumentException("a NUL character in an " + what + ": " + text.replace("\0", "\\0"));
    }

    // options

    /**
     * Sets the directory it runs in; this JVM's unless set. A relative name of a program that has a slash in it is
     * looked up from there.
     *
     * @param newDirectory the directory
     * @return this
     */
    public Command directory(Path newDirectory) {
        directory = Objects.requireNonNull(newDirectory, "directory");
        return this;
    }

    /**
     * Sets all its environment variables; this JVM's unless set. The program itself is looked up in this JVM's {@code
     * PATH} all the same.
     *
     * @param newVariables the variables by their names
     * @return this
     */
    public Command environment(Map<String, String> newVariables) {
        variables = new HashMap<>();
        newVariables.forEach(this::variable);
        return this;
    }

    /**
     * Sets one environment variable, beside the others.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public Command variable(String name, String value) {
        requireNoNul(name, "environment variable");
        requireNoNul(value, "environment variable");
        if (name.isEmpty() || name.indexOf('=') >= 0)
            throw new IllegalArgumentException("not a name of an environment variable: \"" + name + "\"");
        if (variables == null) variables = new HashMap<>(System.getenv());
        variables.put(name, value);
        return this;
    }

    /**
     * Sets where its input comes from; {@link Redirect#PIPE} unless set.
     *
     * @param from where from
     * @return this
     */
    public Command stdin(Redirect from) {
        stdin = requireKind(from, "stdin", Redirect.Kind.STDOUT, Redirect.Kind.APPEND);
        return this;
    }

    /**
     * Sets where its output goes; {@link Redirect#PIPE} unless set. A pipe has to be read, or the process waits as soon
     * as it is full.
     *
     * @param to where to
     * @return this
     */
    public Command stdout(Redirect to) {
        stdout = requireKind(to, "stdout", Redirect.Kind.STDOUT);
        return this;
    }

    /**
     * Sets where its error output goes; {@link Redirect#PIPE} unless set. A pipe has to be read, or the process waits
     * as soon as it is full.
     *
     * @param to where to; {@link Redirect#STDOUT} for the same as its output
     * @return this
     */
    public Command stderr(Redirect to) {
        stderr = requireKind(to, "stderr");
        return this;
    }

    private static Redirect requireKind(Redirect redirect, String stream, Redirect.Kind... excluded) {
        if (List.of(excluded).contains(redirect.kind()))
            throw new IllegalArgumentException(redirect + " makes no sense for " + stream);
        return redirect;
    }

    /**
     * Sets how long a process that is to be ended has between SIGTERM and SIGKILL; 5 s unless set.
     *
     * @param time how long; zero for SIGKILL at once
     * @return this
     */
    public Command grace(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("a negative time: " + time);
        grace = time;
        return this;
    }

    /**
     * Sets how much {@link #run()} and {@link Subprocess#communicate()} take in of each, output and error; unlimited
     * unless set.
     *
     * @param bytes how many bytes at most
     * @return this
     */
    public Command outputLimit(int bytes) {
        if (bytes < 0) throw new IllegalArgumentException("a negative limit: " + bytes);
        outputLimit = bytes;
        return this;
    }

    // starting

    /**
     * Starts it. On the loop's own way the calling coroutine is not suspended (a program is started in less than a
     * millisecond, as a rule); on the JDK's it is.
     *
     * @return the running process, to be closed by the caller
     * @throws IOException if the program cannot be started: it names the program and the reason. Nothing is left behind
     * @throws Cancelled if the scope is cancelled: nothing was started, or it was killed
     */
    public Subprocess start() throws IOException {
        Async.checkpoint();
        Loop loop = Loop.current();
        return new Subprocess(
                loop, this, NativeChild.isWanted() ? NativeChild.start(this, loop) : JdkChild.start(this, loop));
    }

    /**
     * Runs it to its end without input, as {@link #run(byte[])}.
     *
     * @return what it wrote and how it ended, whichever way
     * @throws IOException if it cannot be started or its pipes fail
     * @throws Cancelled if the scope is cancelled
     */
    public Output run() throws IOException {
        return run(new byte[0]);
    }

    /**
     * Runs it to its end with an input in UTF-8, as {@link #run(byte[])}.
     *
     * @param input what it gets to read
     * @return what it wrote and how it ended, whichever way
     * @throws IOException if it cannot be started or its pipes fail
     * @throws Cancelled if the scope is cancelled
     */
    public Output run(String input) throws IOException {
        return run(input.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Runs it to its end: writes its input, reads what it writes, all at once, and waits.
     *
     * @param input what it gets to read; that it does not want all of it is no failure
     * @return what it wrote and how it ended, whichever way; see {@link Output#requireSuccess}
     * @throws LimitExceededException if it writes more than the {@linkplain #outputLimit limit}; it is ended
     * @throws IOException if it cannot be started or its pipes fail; it is ended
     * @throws Cancelled if the scope is cancelled: it is ended, as {@link Subprocess#close} says
     */
    public Output run(byte[] input) throws IOException {
        try (Subprocess process = start()) {
            return process.communicate(input);
        }
    }

    // for what starts it

    String program() {
        return words.getFirst();
    }

    /** {@return the variables to start it with} */
    Map<String, String> environment() {
        return variables == null ? System.getenv() : variables;
    }

    /** {@return whether the variables are this JVM's own} */
    boolean inheritsEnvironment() {
        return variables == null;
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
