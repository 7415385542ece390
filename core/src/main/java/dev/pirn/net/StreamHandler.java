package dev.pirn.net;

import java.io.IOException;

/** What a server does with a connection, in a coroutine of its own. To be implemented by users. */
@FunctionalInterface
public interface StreamHandler {

    /**
     * Serves a connection. The stream is closed when this returns: what was written is sent, unless the peer has left,
     * which only a handler that flushes or closes itself gets to know. When this fails, the connection is aborted; see
     * {@link ListenOptions#withFailureHandler} for what else happens.
     *
     * @param stream the connection
     * @throws Exception if it fails, for example an {@link IOException} because the peer broke the connection
     */
    void handle(TcpStream stream) throws Exception;
}
