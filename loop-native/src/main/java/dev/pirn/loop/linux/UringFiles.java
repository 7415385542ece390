package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoFile;
import dev.pirn.spi.IoFiles;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** The files of a ring, whose operations go to the ring as those of sockets do. */
final class UringFiles implements IoFiles {

    private final UringDriver driver;
    private final Set<UringFile> files = new LinkedHashSet<>(); // open, or with operations under way

    UringFiles(UringDriver driver) {
        this.driver = driver;
    }

    @Override
    public IoFile open(Path path, Set<? extends OpenOption> options, Completion done) throws IOException {
        int flags = OpenFlags.of(options);
        UringFile file = new UringFile(driver, this, path);
        boolean begun = false;
        try {
            files.add(file);
            file.open(flags, done);
            begun = true;
            return file;
        } finally {
            if (!begun) file.release();
        }
    }

    void forget(UringFile file) {
        files.remove(file);
    }

    int openCount() {
        int open = 0;
        for (UringFile file : files) {
            if (file.isOpen()) open++;
        }
        return open;
    }

    /** Asks for the end of everything, without completions. */
    void abandon() {
        files.forEach(UringFile::abandon);
    }

    boolean isUnderWay() {
        return files.stream().anyMatch(UringFile::isUnderWay);
    }

    void closeDescriptors() {
        files.forEach(UringFile::closeDescriptor);
    }
}
