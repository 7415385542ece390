package dev.pirn.file;

import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** For what a file is opened: the options of {@link FileChannel#open}, with its defaults and its refusals. */
record OpenMode(Set<OpenOption> options) {

    static OpenMode of(OpenOption... given) {
        Set<OpenOption> options = new LinkedHashSet<>(List.of(given));
        for (OpenOption option : options) requireKnown(option);
        boolean appends = options.contains(StandardOpenOption.APPEND);
        if (appends && options.contains(StandardOpenOption.READ)) throw contradiction("READ", given);
        if (appends && options.contains(StandardOpenOption.TRUNCATE_EXISTING))
            throw contradiction("TRUNCATE_EXISTING", given);
        if (appends) options.add(StandardOpenOption.WRITE);
        else if (!options.contains(StandardOpenOption.WRITE)) options.add(StandardOpenOption.READ);
        return new OpenMode(options);
    }

    private static void requireKnown(OpenOption option) {
        if (option instanceof StandardOpenOption || option == LinkOption.NOFOLLOW_LINKS) return;
        throw new UnsupportedOperationException("the option " + option + " is not supported");
    }

    private static IllegalArgumentException contradiction(String option, OpenOption... given) {
        return new IllegalArgumentException("APPEND and " + option + " exclude each other: " + List.of(given));
    }

    boolean isReadable() {
        return options.contains(StandardOpenOption.READ);
    }

    boolean isWritable() {
        return options.contains(StandardOpenOption.WRITE);
    }
}
