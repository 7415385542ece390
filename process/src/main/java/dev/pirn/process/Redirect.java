package dev.pirn.process;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a process has its standard input from, or its standard output and error go to. */
public final class Redirect {

    /** A pipe whose other end is a stream here. */
    public static final Redirect PIPE = new Redirect(Kind.PIPE, null);

    /** What this JVM has itself. */
    public static final Redirect INHERIT = new Redirect(Kind.INHERIT, null);

    /** Nowhere: input that has ended, output that is dropped. */
    public static final Redirect DISCARD = new Redirect(Kind.DISCARD, null);

    /** For standard error only: where standard output goes, in the order in which it was written. */
    public static final Redirect STDOUT = new Redirect(Kind.STDOUT, null);

    /** What there is to choose from. */
    enum Kind {
        PIPE,
        INHERIT,
        DISCARD,
        STDOUT,
        FILE,
        APPEND
    }

    private final Kind kind;
    private final @Nullable Path path;

    private Redirect(Kind kind, @Nullable Path path) {
        this.kind = kind;
        this.path = path;
    }

    /**
     * {@return a file: read as input; made or emptied, and written, as output}
     *
     * @param path which one, relative to the directory of this JVM
     */
    public static Redirect file(Path path) {
        return new Redirect(Kind.FILE, Objects.requireNonNull(path, "path"));
    }

    /**
     * {@return a file to whose end output is added, made if there is none}
     *
     * @param path which one, relative to the directory of this JVM
     */
    public static Redirect append(Path path) {
        return new Redirect(Kind.APPEND, Objects.requireNonNull(path, "path"));
    }

    Kind kind() {
        return kind;
    }

    /** {@return the file, if it is one} */
    Path path() {
        return Objects.requireNonNull(path, "not a file");
    }

    @Override
    public String toString() {
        return path == null ? kind.name() : kind + "(" + path + ")";
    }
}
