package dev.pirn.process;

import dev.pirn.Promise;
import dev.pirn.spi.IoSink;
import dev.pirn.spi.IoSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A process that was started, and this JVM's ends of its pipes. Used on the loop, unless a method says otherwise. */
sealed interface Child permits NativeChild, JdkChild {

    /** {@return its number} */
    long pid();

    /** {@return how it ended, once it has} It does not wait for the pipes. */
    Promise<ExitStatus> exit();

    /** {@return where its input goes; null if that is no pipe} */
    @Nullable
    IoSink stdin();

    /** {@return where its output comes from; null if that is no pipe} */
    @Nullable
    IoSource stdout();

    /** {@return where its error output comes from; null if that is no pipe} */
    @Nullable
    IoSource stderr();

    /**
     * Sends it a signal, if it has not ended. From any thread.
     *
     * @return false if it has ended, so that no process got the signal
     */
    boolean signal(int number);

    /** Calls back once, on the loop, when no process can read its input any more. */
    void whenInputBroken(Runnable callback) throws IOException;

    /** Closes this JVM's ends of the pipes. */
    default void closePipes() {
        IoSink in = stdin();
        if (in != null) in.close(true);
        closePipe(stdout());
        closePipe(stderr());
    }

    private static void closePipe(@Nullable IoSource source) {
        if (source != null) source.close(true);
    }

    /** {@return whether nothing of it is left: it has ended, and so have its pipes} */
    default boolean isOver() {
        return exit().isDone() && isClosed(stdin()) && isClosed(stdout()) && isClosed(stderr());
    }

    private static boolean isClosed(@Nullable IoSink sink) {
        return sink == null || sink.isClosed();
    }

    private static boolean isClosed(@Nullable IoSource source) {
        return source == null || source.isClosed();
    }
}
