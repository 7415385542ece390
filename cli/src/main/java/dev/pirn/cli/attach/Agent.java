package dev.pirn.cli.attach;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The only class that is loaded into a JVM which is looked at, so it depends on nothing but the JDK. It looks for Pirn, in whatever
 * class loader that is, asks each copy to connect to the caller's socket, and says there how many copies there are and what was wrong.
 */
public final class Agent {

    private static final String SOMETHING_LOADED = "dev.pirn.RunLoop";
    private static final String ENTRY = "dev.pirn.attach.Attached";

    private Agent() {}

    /**
     * Called by the JVM.
     *
     * @param socket the path of the Unix domain socket to connect to
     * @param instrumentation knows which classes are loaded
     * @throws IOException if there is no listener any more
     */
    public static void agentmain(String socket, Instrumentation instrumentation) throws IOException {
        Set<ClassLoader> copies = new LinkedHashSet<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (loaded.getName().equals(SOMETHING_LOADED)) copies.add(loaded.getClassLoader());
        }
        List<String> failures = new ArrayList<>();
        for (ClassLoader copy : copies) {
            try {
                connect(copy, socket);
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                failures.add(describe(e));
            }
        }
        report(socket, copies.size(), failures);
    }

    private static void connect(ClassLoader copy, String socket) throws ReflectiveOperationException {
        Class.forName(ENTRY, true, copy).getMethod("connect", String.class).invoke(null, socket);
    }

    private static String describe(Throwable failure) {
        if (failure instanceof ClassNotFoundException) return "it is of a version that cannot be looked at";
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.toString().replace('\n', ' ');
    }

    /** One line with the number of copies, then one for each that failed. */
    private static void report(String socket, int copies, List<String> failures) throws IOException {
        StringBuilder text = new StringBuilder("agent " + copies + "\n");
        for (String failure : failures) text.append(failure).append('\n');
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) channel.write(bytes);
        }
    }
}
