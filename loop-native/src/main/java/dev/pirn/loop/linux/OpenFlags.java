package dev.pirn.loop.linux;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The options of {@link java.nio.channels.FileChannel#open} as {@code open(2)} takes them: {@code fcntl.h}. */
final class OpenFlags {

    private static final int O_WRONLY = 01;
    private static final int O_RDWR = 02;
    private static final int O_CREAT = 0100;
    private static final int O_EXCL = 0200;
    private static final int O_TRUNC = 01000;
    private static final int O_APPEND = 02000;
    private static final int O_DSYNC = 010000;
    private static final int O_CLOEXEC = 02000000;
    private static final int O_SYNC = 04010000;

    /** The one number that differs between the machines that there are libraries for. */
    private static final int O_NOFOLLOW = System.getProperty("os.arch").equals("aarch64") ? 0100000 : 0400000;

    private OpenFlags() {}

    static int of(Set<? extends OpenOption> options) {
        int flags = O_CLOEXEC;
        if (options.contains(StandardOpenOption.WRITE)) flags |= writing(options);
        if (options.contains(StandardOpenOption.SYNC)) flags |= O_SYNC;
        if (options.contains(StandardOpenOption.DSYNC)) flags |= O_DSYNC;
        if (options.contains(LinkOption.NOFOLLOW_LINKS)) flags |= O_NOFOLLOW;
        return flags;
    }

    /** What makes or cuts a file is ignored for those that are only read. */
    private static int writing(Set<? extends OpenOption> options) {
        int flags = options.contains(StandardOpenOption.READ) ? O_RDWR : O_WRONLY;
        if (options.contains(StandardOpenOption.APPEND)) flags |= O_APPEND;
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) flags |= O_TRUNC;
        if (options.contains(StandardOpenOption.CREATE_NEW)) return flags | O_CREAT | O_EXCL;
        return options.contains(StandardOpenOption.CREATE) ? flags | O_CREAT : flags;
    }
}
