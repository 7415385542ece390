package dev.pirn.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * The standard output, which remembers why it could not be written. A {@link PrintStream} throws nothing, so a
 * command would end as if all were well.
 */
final class Results extends PrintStream {

    /** What a shell reports of a process that was ended by SIGPIPE. */
    static final int BROKEN_PIPE = 141;

    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private final Watched watched;
    private final boolean isPipe;

    private Results(Watched watched, Charset charset, boolean isPipe) {
        super(new BufferedOutputStream(watched), true, charset);
        this.watched = watched;
        this.isPipe = isPipe;
    }

    /** {@return results that go to a stream} */
    static Results to(OutputStream out, Charset charset, boolean isPipe) {
        return new Results(new Watched(out), charset, isPipe);
    }

    /** {@return this process's standard output} */
    static Results ofProcess() {
        return to(new FileOutputStream(FileDescriptor.out), System.out.charset(), isPipe(Path.of("/dev/fd/1")));
    }

    private static boolean isPipe(Path output) {
        try {
            int type = (Integer) Files.getAttribute(output, "unix:mode") & FILE_TYPE;
            return type == PIPE || type == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * {@return the exit code of a command, given its own} Says what could not be written. It is quiet if a reader has
     * had enough, as {@code head} has: a pipe fails for no other reason.
     */
    static int exitCode(Output output, int code) {
        if (!output.out().checkError()) return code;
        Results results = output.out() instanceof Results own ? own : null;
        if (results != null && results.isPipe) return code == ExitCode.OK ? BROKEN_PIPE : code;
        IOException failure = results == null ? null : results.watched.failure;
        output.err()
                .println("pirn: cannot write to the standard output"
                        + (failure == null ? "" : ": " + failure.getMessage()));
        return code == ExitCode.OK ? ExitCode.SOFTWARE : code;
    }

    private static final class Watched extends OutputStream {
        private final OutputStream out;
        private volatile @Nullable IOException failure;

        Watched(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                if (failure == null) failure = e;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
