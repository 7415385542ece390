import org.jspecify.annotations.NullMarked;

/** The {@code pirn} command. */
@NullMarked
@SuppressWarnings("requires-automatic") // HdrHistogram is a plain jar
module dev.pirn.cli {
    requires com.fasterxml.jackson.jr.ob;
    requires dev.pirn;
    requires info.picocli;
    requires java.desktop; // the demo draws its pictures
    requires java.net.http;
    requires me.tongfei.progressbar;
    requires HdrHistogram;
    requires static org.jspecify;

    // picocli reads the annotations of the commands and sets their fields.
    opens dev.pirn.cli to
            info.picocli;
    opens dev.pirn.cli.bench to
            info.picocli;
}
