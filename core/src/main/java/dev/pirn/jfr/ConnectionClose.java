package dev.pirn.jfr;

import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A TCP connection was closed on this side. */
@Name("dev.pirn.ConnectionClose")
@Label("Connection Close")
@Category("Pirn")
@Description("A TCP connection was closed on this side.")
@Enabled(false)
@StackTrace(false)
public final class ConnectionClose extends Event {

    private static final ConnectionClose PROBE = new ConnectionClose();

    @Label("Local Address")
    String local = "";

    @Label("Remote Address")
    String remote = "";

    @Label("Aborted")
    @Description("Whether what was not sent was dropped")
    boolean aborted;

    private ConnectionClose() {}

    /**
     * Records one.
     *
     * @param local this end
     * @param remote the other end
     * @param aborted whether what was not sent was dropped
     */
    public static void record(@Nullable SocketAddress local, SocketAddress remote, boolean aborted) {
        ConnectionClose event = new ConnectionClose();
        event.local = String.valueOf(local);
        event.remote = remote.toString();
        event.aborted = aborted;
        Primer.prime();
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
