package dev.pirn.cli.attach;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A JVM that is looked at. The agent in it connects back to a socket in a directory of ours, which is gone before this is returned,
 * so nothing is left behind that would have to be cleaned up, however either side ends.
 */
public final class Attachment implements AutoCloseable {

    private final List<Link> links;

    private Attachment(List<Link> links) {
        this.links = links;
    }

    /**
     * Attaches to a JVM. Blocks until it has answered.
     *
     * @param pid the process
     * @param patience how long to wait for the answer
     * @return what asks it
     * @throws AttachException if that cannot be, with the reason
     */
    public static Attachment to(long pid, Duration patience) throws AttachException {
        Target target = new Target(pid);
        target.check();
        if (!isPossible()) throw new AttachException("this Java runtime has no module jdk.attach: use a JDK");
        try (PrivateDirectory directory = PrivateDirectory.make();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            AgentJar.write(directory.file("agent.jar"));
            server.bind(UnixDomainSocketAddress.of(directory.file("s")));
            directory.giveTo(pid);
            inject(target, directory, patience);
            return new Attachment(accept(target, server));
        } catch (IOException e) {
            throw new AttachException("cannot listen for process " + pid + ": " + e.getMessage(), e);
        }
    }

    /**
     * {@return whether a process has ended} Waits half a second for one that is ending: it closes its connections first.
     *
     * @param pid the process
     */
    public static boolean hasEnded(long pid) {
        return new Target(pid).hasEnded();
    }

    /** {@return whether this Java runtime has what attaching needs} */
    static boolean isPossible() {
        return ModuleLayer.boot().findModule("jdk.attach").isPresent();
    }

    /** In another thread, because a JVM that is stuck keeps the JDK waiting without limit. */
    private static void inject(Target target, PrivateDirectory directory, Duration patience) throws AttachException {
        CompletableFuture<Boolean> injected = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("pirn-attach").start(() -> {
            try {
                Injection.inject(target, directory.file("agent.jar"), directory.file("s"));
                injected.complete(true);
            } catch (AttachException | RuntimeException | Error e) {
                injected.completeExceptionally(e);
            }
        });
        await(injected, target, patience);
    }

    private static void await(CompletableFuture<?> injected, Target target, Duration patience) throws AttachException {
        try {
            injected.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AttachException(
                    "process " + target.pid() + " has not answered for " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AttachException expected) throw expected;
            throw new IllegalStateException("attaching failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AttachException("interrupted", e);
        }
    }

    /** Takes what has connected meanwhile: each copy of Pirn, and at last the agent itself. */
    private static List<Link> accept(Target target, ServerSocketChannel server) throws IOException, AttachException {
        List<Link> links = new ArrayList<>();
        while (true) {
            SocketChannel channel = server.accept();
            InputStream in = Link.in(channel);
            String greeting = Link.line(in);
            if (!greeting.startsWith("agent ")) {
                links.add(Link.greeted(channel, greeting, in));
                continue;
            }
            if (links.isEmpty()) throw noCopy(target, greeting, in);
            channel.close();
            return links;
        }
    }

    private static AttachException noCopy(Target target, String greeting, InputStream in) throws IOException {
        if (greeting.equals("agent 0"))
            return new AttachException("process " + target.pid() + " does not run Pirn: it has made no loop");
        return new AttachException("the Pirn of process " + target.pid() + " cannot be looked at: " + Link.line(in));
    }

    /** {@return one link a copy of Pirn in the JVM, of which there is hardly ever more than one} */
    public List<Link> links() {
        return links;
    }

    @Override
    public void close() throws IOException {
        for (Link link : links) link.close();
    }
}
