package dev.pirn;

import dev.pirn.observe.LoopMXBean;
import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * A loop's registration with the JVM's MBean server, under which management clients find it as a {@link LoopMXBean}. It ends with the
 * loop, or when this is closed. With the system property {@value #PROPERTY} set to {@code true} every loop registers itself; without,
 * nothing does, since the MBean server costs a program some of its start-up time.
 *
 * <p>Needs the module {@code java.management}. From any thread; nothing here suspends. The server holds the loop until the
 * registration ends.
 */
public final class LoopBean implements AutoCloseable {

    /** The system property that has every loop registered. */
    public static final String PROPERTY = "pirn.jmx";

    private final RunLoop loop;
    private final ObjectName name;
    private final LoopFigures figures;

    private LoopBean(RunLoop loop) throws JMException {
        this.loop = loop;
        this.name = nameOf(loop);
        this.figures = new LoopFigures(loop);
        ManagementFactory.getPlatformMBeanServer().registerMBean(figures, name);
    }

    /** By its number, which is known before anybody runs the loop, and only its own. */
    private static ObjectName nameOf(RunLoop loop) throws MalformedObjectNameException {
        return new ObjectName("dev.pirn:type=Loop,name=loop-" + loop.id);
    }

    /**
     * Registers a loop.
     *
     * @param loop the loop
     * @return its registration; the one that there is, if it was registered before
     * @throws LoopClosedException if the loop is closed
     * @throws IllegalStateException if the server refuses, as it does where two copies of Pirn in one JVM have a loop of the same
     *     number each
     */
    public static synchronized LoopBean register(Loop loop) {
        RunLoop of = (RunLoop) loop;
        LoopBean known = of.bean;
        if (known != null) return known;
        if (of.isClosed()) throw new LoopClosedException("the loop is closed");
        try {
            LoopBean made = new LoopBean(of);
            of.bean = made;
            if (of.isClosed()) made.close(); // meanwhile, and it may not have seen this
            return made;
        } catch (JMException e) {
            throw new IllegalStateException("the MBean server refuses the loop", e);
        }
    }

    /** Registers a loop that the property asks for; it goes on without, if that fails. */
    static void registerIfWanted(RunLoop loop) {
        try {
            register(loop);
        } catch (IllegalStateException | LinkageError e) { // there may be no module java.management
            System.getLogger("dev.pirn").log(System.Logger.Level.WARNING, "-D" + PROPERTY + "=true is in vain", e);
        }
    }

    /** {@return the name under which it is found, such as {@code dev.pirn:type=Loop,name=loop-1}} */
    public String name() {
        return name.getCanonicalName();
    }

    /** Ends the registration, for all who asked for it. Idempotent. */
    @Override
    public void close() {
        synchronized (LoopBean.class) {
            if (loop.bean != this) return;
            loop.bean = null;
        }
        figures.end();
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            return; // somebody else has unregistered it
        } catch (JMException e) {
            throw new IllegalStateException("the MBean server keeps the loop", e);
        }
    }
}
