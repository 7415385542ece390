package dev.pirn.cli.attach;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a JVM sends back once the agent is in it: the agent itself, which waits until its jar is deleted, then
 * each copy of Pirn, and at last how many copies there are.
 */
final class Callers implements AutoCloseable {

    private static final String AGENT = "agent";

    /** A line for people may be longer than a greeting; what goes on after that is no line. */
    private static final int LONGEST_LINE = 1_000;

    /** So often it is looked whether the process is there. */
    private static final int LOOK_MILLIS = 200;

    private static final int MOST_COPIES = 64;

    private final Target target;
    private final ServerSocketChannel server;
    private final PrivateDirectory directory;
    private final Duration patience;
    private final Selector selector;
    private final long deadline;
    private final List<Wire> callers = new ArrayList<>();
    private volatile @Nullable AttachException failure;
    private boolean isAgentThere;
    private boolean isTaken;

    Callers(Target target, ServerSocketChannel server, PrivateDirectory directory, Duration patience)
            throws IOException {
        this.target = target;
        this.server = server;
        this.directory = directory;
        this.patience = patience;
        this.deadline = System.nanoTime() + patience.toNanos();
        this.selector = Selector.open();
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Ends the waiting: the agent will not come. From any thread. */
    void fail(AttachException reason) {
        failure = reason;
        selector.wakeup();
    }

    /** {@return one link a copy of Pirn} Blocks until the agent has said how many there are. */
    List<Link> await() throws AttachException {
        try {
            return links();
        } catch (IOException e) {
            throw new AttachException(
                    "process " + target.pid()
                            + (target.hasEnded() ? " has ended" : " does not answer: " + e.getMessage()),
                    e);
        }
    }

    private List<Link> links() throws AttachException, IOException {
        List<Link> links = new ArrayList<>();
        while (true) {
            Wire caller = begun(next());
            String greeting = caller.line(LONGEST_LINE);
            if (!greeting.equals(AGENT)) {
                links.add(Link.greeted(caller, greeting, patience));
                continue;
            }
            addCopies(links, caller);
            isTaken = true;
            caller.close();
            return links;
        }
    }

    /** They have connected before the agent says how many they are. */
    private void addCopies(List<Link> links, Wire agent) throws AttachException, IOException {
        isAgentThere = true;
        directory.deleteJar();
        agent.write("\n");
        String copies = agent.line(LONGEST_LINE);
        if (copies.equals("0"))
            throw new AttachException("process " + target.pid() + " does not run Pirn: it has made no loop");
        for (SocketChannel channel; (channel = server.accept()) != null; ) {
            Wire caller = begun(channel);
            links.add(Link.greeted(caller, caller.line(LONGEST_LINE), patience));
        }
        if (links.isEmpty())
            throw new AttachException(
                    "the Pirn of process " + target.pid() + " cannot be looked at: " + agent.line(LONGEST_LINE));
    }

    private Wire begun(SocketChannel channel) throws AttachException, IOException {
        if (callers.size() == MOST_COPIES)
            throw new AttachException("process " + target.pid() + " connects more than " + MOST_COPIES + " times");
        Wire caller = new Wire(channel, System::nanoTime);
        callers.add(caller);
        caller.begin(left());
        return caller;
    }

    private SocketChannel next() throws AttachException, IOException {
        while (true) {
            SocketChannel channel = server.accept();
            if (channel != null) return channel;
            AttachException reason = failure;
            if (reason != null) throw reason;
            if (target.isGone()) throw new EOFException("it has ended");
            selector.select(_ -> {}, Math.clamp(left().toMillis(), 1, LOOK_MILLIS));
            if (Thread.currentThread().isInterrupted()) throw new ClosedByInterruptException();
        }
    }

    private Duration left() throws AttachException {
        long left = deadline - System.nanoTime();
        if (left > 0) return Duration.ofNanos(left);
        throw new AttachException("process " + target.pid() + " has not answered for " + patience.toSeconds() + " s");
    }

    @Override
    public void close() throws IOException {
        selector.close();
        if (!isAgentThere && failure == null && !target.hasEnded()) directory.keep();
        if (isTaken) return;
        for (Wire caller : callers) caller.close();
    }
}
