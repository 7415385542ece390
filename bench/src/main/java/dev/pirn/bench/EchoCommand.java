package dev.pirn.bench;

import dev.pirn.Runner;
import dev.pirn.cli.LoopOption;
import dev.pirn.cli.Output;
import dev.pirn.cli.UserException;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pirn bench-server echo}: sends back what it receives. */
@Command(
        name = "echo",
        description =
                "Send back what is received, on 127.0.0.1. Prints 'ready' when it listens; runs until it is killed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench-server echo --port 7007 --style protocol",
            "  pirn bench-server echo --port 7007 --style streams --loop nio"
        })
final class EchoCommand implements Runnable {

    /** How the server is written. */
    enum Style {
        /** Callbacks on the loop thread. */
        PROTOCOL,
        /** A coroutine for each connection. */
        STREAMS
    }

    private static final String HOST = "127.0.0.1";
    private static final int MAX_PORT = 65_535;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Mixin
    private final LoopOption loop = new LoopOption();

    @Option(
            names = "--port",
            paramLabel = "N",
            required = true,
            description = "Where to listen; 0 for a free port, which is printed after 'ready'.")
    private int port;

    @Option(
            names = "--style",
            paramLabel = "STYLE",
            description = "protocol: callbacks; streams: a coroutine for each connection. Default: streams.")
    private Style style = Style.STREAMS;

    EchoCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        if (port < 0 || port > MAX_PORT)
            throw new ParameterException(
                    spec.commandLine(), "--port must be 0 to " + MAX_PORT + ", not '" + port + "'");
        try (Runner runner = loop.newRunner()) {
            runner.run(this::serve);
        }
    }

    private void serve() {
        TcpServer server = listen();
        output.out().println("ready" + (port == 0 ? " " + server.port() : ""));
        output.out().flush();
        server.serveForever();
    }

    private TcpServer listen() {
        try {
            return style == Style.PROTOCOL
                    ? Tcp.listen(HOST, port, EchoProtocol::new)
                    : Tcp.listen(HOST, port, EchoCommand::echo);
        } catch (IOException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    /** One buffer a connection: echoing allocates nothing. */
    private static void echo(TcpStream stream) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
        } catch (IOException e) {
            stream.abort(); // a benchmark's client may end as it likes
        }
    }
}
