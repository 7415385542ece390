package dev.pirn.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The load on echo servers, on the command line. */
final class EchoOptions {

    private static final int CONNECTIONS = 64;
    private static final int BYTES = 1024;
    private static final int RATE = 10_000;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec command;

    @Option(names = "--connections", paramLabel = "N", description = "How many. Default: 64.")
    private int connections = CONNECTIONS;

    @Option(names = "--size", paramLabel = "BYTES", description = "Of a message. Default: 1024.")
    private int bytes = BYTES;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Messages a second, of all connections together, while latencies are measured. Default: 10000.")
    private int rate = RATE;

    /** Created by picocli. */
    EchoOptions() {}

    void check() {
        Positive.require(command, "--connections", connections);
        Positive.require(command, "--size", bytes);
        Positive.require(command, "--rate", rate);
    }

    int connections() {
        return connections;
    }

    int bytes() {
        return bytes;
    }

    int rate() {
        return rate;
    }

    @Override
    public String toString() {
        return connections + " connections, " + bytes + " bytes a message; latencies at " + rate + " messages a second";
    }
}
