package dev.pirn.bench;

import dev.pirn.Runner;
import dev.pirn.bench.server.PirnEcho;
import dev.pirn.bench.server.PirnEcho.Style;
import dev.pirn.cli.LoopOption;
import dev.pirn.cli.Output;
import dev.pirn.cli.UserException;
import dev.pirn.net.TcpServer;
import java.io.IOException;
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

    private static final int MAX_PORT = 65_535;

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
            return PirnEcho.listen(port, style);
        } catch (IOException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
