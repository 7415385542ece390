import org.jspecify.annotations.NullMarked;

/** The {@code pirn} command. */
@NullMarked
@SuppressWarnings("requires-automatic") // JLine's terminal has no descriptor, only a fixed name
module dev.pirn.cli {
    requires com.fasterxml.jackson.jr.ob;
    requires transitive dev.pirn;
    requires dev.pirn.flow;
    requires transitive info.picocli;
    requires java.desktop; // the demo draws its pictures
    requires java.instrument; // the agent that looks at other JVMs
    requires java.net.http;
    requires jdk.attach;
    requires me.tongfei.progressbar;
    requires org.jline.terminal;
    requires static org.jspecify;

    exports dev.pirn.cli;

    uses dev.pirn.cli.Extension;

    // picocli reads the annotations of the commands and sets their fields.
    opens dev.pirn.cli to
            info.picocli;
}
