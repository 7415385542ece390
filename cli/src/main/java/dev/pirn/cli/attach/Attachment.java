package dev.pirn.cli.attach;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;

/**
 * A JVM that is looked at. The agent in it connects back to a socket in a directory of ours, which is gone before
 * this is returned, so nothing is left behind, however either side ends. The JVM is not trusted: it may belong to
 * another user.
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
     * @param patience how long to wait for the JVM, and later for each of its answers to begin
     * @return what asks it
     * @throws AttachException if that cannot be, with the reason
     */
    public static Attachment to(long pid, Duration patience) throws AttachException {
        Target target = new Target(pid);
        target.check();
        if (!isPossible()) throw new AttachException("this Java runtime has no module jdk.attach: use a JDK");
        try (PrivateDirectory directory = PrivateDirectory.make();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            AgentJar.write(directory.jar());
            server.bind(UnixDomainSocketAddress.of(directory.socket()));
            directory.admit(pid);
            return new Attachment(attach(target, server, directory, patience));
        } catch (IOException e) {
            throw new AttachException("cannot listen for process " + pid + ": " + e.getMessage(), e);
        }
    }

    /**
     * {@return whether a process has ended} Waits half a second for one that is ending: it closes its connections
     * first.
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

    private static List<Link> attach(
            Target target, ServerSocketChannel server, PrivateDirectory directory, Duration patience)
            throws AttachException, IOException {
        try (Callers callers = new Callers(target, server, directory, patience)) {
            inject(target, directory, callers);
            return callers.await();
        }
    }

    /** In another thread, because a JVM that is stuck keeps the JDK waiting without limit. */
    private static void inject(Target target, PrivateDirectory directory, Callers callers) {
        Thread.ofPlatform().daemon().name("pirn-attach").start(() -> {
            try {
                Injection.inject(target, directory.jar(), directory.socket());
            } catch (AttachException e) {
                callers.fail(e);
            } catch (RuntimeException | Error e) {
                callers.fail(new AttachException("attaching to process " + target.pid() + " failed: " + e, e));
            }
        });
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
