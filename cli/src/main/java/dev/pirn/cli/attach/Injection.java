package dev.pirn.cli.attach;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Loads the agent into a JVM. The only class that needs the module {@code jdk.attach}. */
final class Injection {

    /** The first release that Pirn runs on. */
    private static final int OLDEST = 25;

    private Injection() {}

    static void inject(Target target, Path jar, Path socket) throws AttachException {
        try {
            inject(VirtualMachine.attach(String.valueOf(target.pid())), target, jar, socket);
        } catch (AttachNotSupportedException e) {
            throw new AttachException("process " + target.pid() + " cannot be attached to: " + why(e), e);
        } catch (AgentLoadException e) {
            throw failure(target, " refuses agents: " + e.getMessage(), e);
        } catch (AgentInitializationException e) {
            throw new AttachException(
                    "process " + target.pid() + " could not start the agent, and says why on its stderr", e);
        } catch (IOException e) {
            throw failure(target, " cannot be attached to: " + e.getMessage(), e);
        }
    }

    private static AttachException failure(Target target, String why, Exception cause) {
        return new AttachException("process " + target.pid() + (target.hasEnded() ? " has ended" : why), cause);
    }

    private static void inject(VirtualMachine jvm, Target target, Path jar, Path socket)
            throws AttachException, AgentLoadException, AgentInitializationException, IOException {
        try {
            String release = jvm.getSystemProperties().getProperty("java.specification.version", "?");
            if (!isNewEnough(release))
                throw new AttachException("process " + target.pid() + " does not run Pirn: it is Java " + release
                        + ", and Pirn needs " + OLDEST);
            jvm.loadAgent(jar.toString(), socket.toString());
        } finally {
            jvm.detach();
        }
    }

    /** {@return the JVMs of this user, and what each runs} */
    static Map<Long, String> jvms() {
        Map<Long, String> jvms = new TreeMap<>();
        for (VirtualMachineDescriptor jvm : VirtualMachine.list()) {
            if (jvm.id().matches("\\d+")) jvms.put(Long.parseLong(jvm.id()), jvm.displayName());
        }
        return jvms;
    }

    private static boolean isNewEnough(String release) {
        try {
            return Integer.parseInt(release) >= OLDEST;
        } catch (NumberFormatException e) {
            return false; // 1.8
        }
    }

    private static String why(AttachNotSupportedException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("not ready to participate")) return "it is not a JVM, or has just started";
        return message.contains("does not support the attach mechanism")
                ? "it was started with -XX:+DisableAttachMechanism"
                : message;
    }
}
