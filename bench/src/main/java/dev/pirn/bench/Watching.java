package dev.pirn.bench;

import dev.pirn.bench.server.PageReader;
import dev.pirn.bench.server.Watchers;
import dev.pirn.cli.Main;
import java.util.List;
import java.util.Locale;

/** The ways in which a loop can be looked at while it works. */
enum Watching {
    NOTHING("nothing: no watchdog"),
    NOTHING_AGAIN("nothing, once more"),
    DEFAULT("the default: a watchdog"),
    METER("a meter, read each second"),
    JMX("the JMX bean, read each second"),
    TOP("pirn top, each second"),
    CONSOLE("the console's page, open"),
    JFR_JDK("a recording, the JDK's settings"),
    JFR("a recording, pirn.jfc"),
    DEBUG("debug mode");

    /** Those for which a benchmark's JVM can be had; the others take a second process. */
    private static final List<Watching> WITHIN = List.of(NOTHING, DEFAULT, METER, JFR_JDK, JFR, DEBUG);

    private static final List<String> UNWATCHED = List.of("-Dpirn.stall=0");

    private final String words;

    Watching(String words) {
        this.words = words;
    }

    /** {@return its name in figures} */
    String subject() {
        return "pirn-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return what it is, for people} */
    String words() {
        return words;
    }

    boolean isWithinOneJvm() {
        return WITHIN.contains(this);
    }

    /** {@return the flags of the JVM that is looked at} */
    List<String> flags(Recordings recordings) {
        return switch (this) {
            case NOTHING, NOTHING_AGAIN -> UNWATCHED;
            case DEFAULT -> List.of();
            case METER -> watcher("meter");
            case JMX -> List.of("-Dpirn.jmx=true", watcher("jmx").getFirst());
            case TOP -> List.of("-XX:+EnableDynamicAgentLoading"); // else the JVM warns of the agent
            case CONSOLE -> watcher("console");
            case JFR_JDK -> recordings.ofJdk();
            case JFR -> recordings.ofPirn();
            case DEBUG -> List.of("-Dpirn.debug=true");
        };
    }

    private static List<String> watcher(String name) {
        return List.of("-D" + Watchers.PROPERTY + "=" + name);
    }

    /** {@return the command of the process that looks; empty if there is none} */
    List<String> looker(ServerProcess server) {
        return switch (this) {
            case TOP -> Jvm.command(Jvm.PIRN, Main.class, "top", Long.toString(server.pid()), "--json");
            case CONSOLE -> Jvm.command(List.of(), PageReader.class, server.greeting());
            default -> List.of();
        };
    }
}
