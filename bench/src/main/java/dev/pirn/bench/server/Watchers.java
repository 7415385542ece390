package dev.pirn.bench.server;

import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.observe.Meter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What looks at a loop from within its own JVM, once a second, if the system property {@value #PROPERTY} asks for it.
 */
public final class Watchers {

    /** {@code meter}, {@code jmx} (which needs {@code pirn.jmx}) or {@code console}. */
    public static final String PROPERTY = "pirn.bench.watch";

    private static final int SECOND_MILLIS = 1000;

    private Watchers() {}

    /** One look. */
    @FunctionalInterface
    private interface Look {

        Object take() throws JMException;
    }

    /**
     * Begins to look, on a daemon thread that goes on as long as the JVM. From any thread; does not suspend.
     *
     * @param loop at what
     * @return what an observer in another process needs: of a console its address, else nothing
     * @throws IOException if the console cannot listen
     * @throws IllegalArgumentException if the property has another value
     */
    public static String begin(Loop loop) throws IOException {
        String wanted = System.getProperty(PROPERTY, "");
        switch (wanted) {
            case "" -> {}
            case "meter" -> eachSecond(meter(loop));
            case "jmx" -> eachSecond(bean(loop));
            case "console" -> {
                return Pirn.console(0).url();
            }
            default -> throw new IllegalArgumentException("no watcher is called " + wanted);
        }
        return "";
    }

    private static Look meter(Loop loop) {
        Meter meter = loop.meter();
        return meter::read;
    }

    private static Look bean(Loop loop) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        return () -> {
            ObjectName name = new ObjectName("dev.pirn:type=Loop,name=loop-" + loop.id());
            Stream<MBeanAttributeInfo> attributes =
                    Stream.of(server.getMBeanInfo(name).getAttributes());
            return server.getAttributes(
                    name, attributes.map(MBeanAttributeInfo::getName).toArray(String[]::new));
        };
    }

    private static void eachSecond(Look look) {
        Thread.ofPlatform().daemon().name("pirn-bench-watch").start(() -> {
            try {
                while (true) {
                    look.take();
                    Thread.sleep(SECOND_MILLIS);
                }
            } catch (JMException | InterruptedException e) {
                throw new IllegalStateException("cannot look at the loop", e);
            }
        });
    }
}
