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

/** A TCP connection was made or accepted. */
@Name("dev.pirn.ConnectionOpen")
@Label("Connection Open")
@Category("Pirn")
@Description("A TCP connection was made or accepted.")
@Enabled(false)
@StackTrace(false)
public final class ConnectionOpen extends Event {

    private static final ConnectionOpen PROBE = new ConnectionOpen();

    @Label("Local Address")
    String local = "";

    @Label("Remote Address")
    String remote = "";

    private ConnectionOpen() {}

    /**
     * Records one.
     *
     * @param local this end
     * @param remote the other end
     */
    public static void record(@Nullable SocketAddress local, SocketAddress remote) {
        ConnectionOpen event = new ConnectionOpen();
        event.local = String.valueOf(local);
        event.remote = remote.toString();
        Primer.prime();
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
