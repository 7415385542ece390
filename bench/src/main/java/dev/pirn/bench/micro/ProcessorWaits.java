package dev.pirn.bench.micro;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** For how long one thread could have run and got no processor, as Linux counts it. Used by that thread. */
final class ProcessorWaits {

    private static final String FILE = "/proc/thread-self/schedstat";
    private static final int LONGEST_LINE = 80;

    private final byte[] line = new byte[LONGEST_LINE];
    private final @Nullable RandomAccessFile counted = open();

    /** Of the thread that makes this. */
    ProcessorWaits() {}

    private static @Nullable RandomAccessFile open() {
        try {
            return new RandomAccessFile(FILE, "r");
        } catch (IOException e) {
            return null; // not Linux, or a kernel that does not count
        }
    }

    /** {@return the sum since the thread began, in nanoseconds; zero where the system does not report it} */
    long nanos() {
        if (counted == null) return 0;
        try {
            counted.seek(0);
            int length = counted.read(line);
            String[] fields = new String(line, 0, length, StandardCharsets.US_ASCII).split(" ", -1);
            return Long.parseLong(fields[1]);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + FILE, e);
        }
    }
}
