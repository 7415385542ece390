package dev.pirn;

import dev.pirn.observe.LoopMXBean;
import dev.pirn.watch.LoopMXBeanImpl;
import dev.pirn.watch.Management;
import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Observe: a loop's registration with the JVM's MBean server, under which management clients find it as a {@link
 * LoopMXBean}. It ends with the loop, or when this is closed. With the system property {@value #PROPERTY} set to
 * {@code true} every loop registers itself; without, none does, since the MBean server takes some of a program's start.
 *
 * <p>Needs the module {@code java.management}. From any thread; nothing here suspends. The server holds the loop
 * until the registration ends.
 */
public final class LoopBean implements AutoCloseable {

    /** The system property that has every loop registered. */
    public static final String PROPERTY = "pirn.jmx";

    private final RunLoop loop;
    private final String name;
    private final LoopMXBeanImpl figures;

    private LoopBean(RunLoop loop) {
        this.loop = loop;
        this.name = "dev.pirn:type=Loop,name=loop-"
                + loop.id; // by its number, known before anybody runs it, and only its own
        this.figures = new LoopMXBeanImpl(loop, Pirn::dump);
        Server.register(figures, name);
    }

    /**
     * Registers a loop.
     *
     * @param loop the loop
     * @return its registration; the one that there is, if it was registered before
     * @throws LoopClosedException if the loop is closed
     * @throws IllegalStateException if there is no server since the module {@code java.management} is missing, or if
     *     it refuses, as it does where two copies of Pirn in one JVM have a loop of the same number each
     */
    public static synchronized LoopBean register(Loop loop) {
        RunLoop of = (RunLoop) loop;
        LoopBean known = of.bean;
        if (known != null) return known;
        if (of.isClosed()) throw new LoopClosedException("the loop is closed");
        if (!Management.PRESENT) throw new IllegalStateException("there is no MBean server: " + Management.MISSING);
        LoopBean made = new LoopBean(of);
        of.bean = made;
        if (of.isClosed()) made.close(); // meanwhile, and it may not have seen this
        return made;
    }

    /** Registers a loop that the property asks for; it goes on without, if that fails. */
    static void registerIfWanted(RunLoop loop) {
        try {
            register(loop);
        } catch (IllegalStateException e) {
            System.getLogger("dev.pirn")
                    .log(
                            System.Logger.Level.WARNING,
                            "-D" + PROPERTY + "=true is in vain: " + e.getMessage(),
                            e.getCause());
        }
    }

    /** {@return the name under which it is found, such as {@code dev.pirn:type=Loop,name=loop-1}} */
    public String name() {
        return name;
    }

    /** Ends the registration, for all who asked for it. Idempotent. */
    @Override
    public void close() {
        synchronized (LoopBean.class) {
            if (loop.bean != this) return;
            loop.bean = null;
        }
        figures.end();
        Server.unregister(name);
    }

    /** Apart, since without the module it cannot be loaded. */
    private static final class Server {

        static void register(LoopMXBeanImpl figures, String name) {
            try {
                ManagementFactory.getPlatformMBeanServer().registerMBean(figures, new ObjectName(name));
            } catch (JMException e) {
                throw new IllegalStateException("the MBean server refuses the loop", e);
            }
        }

        static void unregister(String name) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(name));
            } catch (InstanceNotFoundException e) {
                return; // other code has unregistered it
            } catch (JMException e) {
                throw new IllegalStateException("the MBean server keeps the loop", e);
            }
        }
    }
}
