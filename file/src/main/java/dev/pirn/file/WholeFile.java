package dev.pirn.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reading and writing a file at one go. */
final class WholeFile {

    /** What JVMs allocate at most. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** For files of which the system knows no size, such as those in {@code /proc}. */
    private static final int LEAST = 4096;

    private WholeFile() {}

    static byte[] read(Path path) throws IOException {
        try (AsyncFile file = AsyncFile.open(path)) {
            return readFrom(file);
        }
    }

    /** Reads until the end is seen: the size may be wrong, or change. */
    private static byte[] readFrom(AsyncFile file) throws IOException {
        byte[] bytes = new byte[checkedLength(file, file.size())];
        int length = 0;
        while (true) {
            if (length == bytes.length) {
                if (isAtEnd(file, length)) return bytes;
                bytes = Arrays.copyOf(bytes, longer(file, length));
            }
            int count = file.read(ByteBuffer.wrap(bytes, length, bytes.length - length), length);
            if (count < 0) return Arrays.copyOf(bytes, length);
            length += count;
        }
    }

    private static boolean isAtEnd(AsyncFile file, int position) throws IOException {
        return file.read(ByteBuffer.allocate(1), position) < 0;
    }

    private static int longer(AsyncFile file, int length) throws FileSystemException {
        long wanted = Math.max(LEAST, 2L * length);
        return checkedLength(file, length == LONGEST_ARRAY ? wanted : Math.min(wanted, LONGEST_ARRAY));
    }

    private static int checkedLength(AsyncFile file, long length) throws FileSystemException {
        if (length <= LONGEST_ARRAY) return (int) length;
        throw new FileSystemException(file.path().toString(), null, "too long for an array: " + length + " bytes");
    }

    static void write(Path path, ByteBuffer bytes, OpenOption... options) throws IOException {
        try (AsyncFile file = AsyncFile.open(path, forWriting(options))) {
            file.write(bytes, 0);
        }
    }

    /** The options as {@link java.nio.file.Files#write} reads them. */
    private static OpenOption[] forWriting(OpenOption... given) {
        Set<OpenOption> options = new HashSet<>(List.of(given));
        if (options.contains(StandardOpenOption.READ))
            throw new IllegalArgumentException("READ makes no sense for writing: " + List.of(given));
        if (options.isEmpty()) options.addAll(Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
        options.add(StandardOpenOption.WRITE);
        return options.toArray(OpenOption[]::new);
    }
}
