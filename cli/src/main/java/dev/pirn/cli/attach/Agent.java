package dev.pirn.cli.attach;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.StandardProtocolFamily;
import java.net.URL;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The only class that is loaded into a JVM which is looked at, so it depends on nothing but the JDK. It looks for
 * Pirn, in whatever class loader that is, asks each copy to connect to the caller's socket, and says there how many
 * copies there are and what was wrong.
 *
 * <p>Java appends the jar of an agent to the class path, and opens it only if it has to look there. From the second
 * time on it would not, since this class is loaded already: the path would stay, and the file would be gone. So
 * before all else the tool is asked to delete the jar, and then Java to look for something that is nowhere, by which
 * it drops what it cannot open.
 */
public final class Agent implements Runnable {

    private static final String SOMETHING_LOADED = "dev.pirn.RunLoop";
    private static final String ENTRY = "dev.pirn.attach.Attached";
    private static final String NOWHERE = "dev/pirn/cli/attach/nowhere";

    private final String socket;
    private final Instrumentation instrumentation;

    private Agent(String socket, Instrumentation instrumentation) {
        this.socket = socket;
        this.instrumentation = instrumentation;
    }

    /**
     * Called by the JVM. Returns at once, since the JVM serves no other tool meanwhile.
     *
     * @param socket the path of the Unix domain socket to connect to
     * @param instrumentation knows which classes are loaded
     */
    public static void agentmain(String socket, Instrumentation instrumentation) {
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("pirn-agent")
                .inheritInheritableThreadLocals(false)
                .unstarted(new Agent(socket, instrumentation));
        thread.setContextClassLoader(null); // it must not keep an application from being unloaded
        thread.start();
    }

    @Override
    public void run() {
        try (SocketChannel tool = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            leaveClassPath(tool);
            connectCopies(tool);
        } catch (IOException e) {
            // the tool has gone
        }
    }

    private void leaveClassPath(SocketChannel tool) throws IOException {
        try {
            tool.connect(UnixDomainSocketAddress.of(socket));
            send(tool, "agent\n");
            tool.read(ByteBuffer.allocate(1)); // the jar is deleted, or the tool has gone
        } finally {
            Enumeration<URL> none = ClassLoader.getSystemClassLoader().getResources(NOWHERE);
            while (none.hasMoreElements()) none.nextElement();
        }
    }

    /** Answers one line with the number of copies, then one for each that failed. */
    private void connectCopies(SocketChannel tool) throws IOException {
        Set<ClassLoader> copies = new LinkedHashSet<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (loaded.getName().equals(SOMETHING_LOADED)) copies.add(loaded.getClassLoader());
        }
        List<String> failures = new ArrayList<>();
        for (ClassLoader copy : copies) {
            try {
                connect(copy);
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                failures.add(describe(e));
            }
        }
        StringBuilder text = new StringBuilder(copies.size() + "\n");
        for (String failure : failures) text.append(failure).append('\n');
        send(tool, text.toString());
    }

    private void connect(ClassLoader copy) throws ReflectiveOperationException {
        Class.forName(ENTRY, true, copy).getMethod("connect", String.class).invoke(null, socket);
    }

    private static String describe(Throwable failure) {
        if (failure instanceof ClassNotFoundException) return "it is of a version that cannot be looked at";
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.toString().replace('\n', ' ');
    }

    private static void send(SocketChannel tool, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) tool.write(bytes);
    }
}
