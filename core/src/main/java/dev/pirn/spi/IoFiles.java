package dev.pirn.spi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** The files of an {@link IoDriver} that can work on them without blocking its loop. Called by the loop only. */
public interface IoFiles {

    /**
     * Begins to open a file; the answer is pending.
     *
     * @param path a path of the default file system whose name the system's encoding can write
     * @param options {@linkplain java.nio.file.StandardOpenOption standard ones} but {@code DELETE_ON_CLOSE}, and
     *     {@link java.nio.file.LinkOption#NOFOLLOW_LINKS}, in a combination that {@link FileChannel#open} accepts;
     *     {@code READ} or {@code WRITE} is among them
     * @param done completed with 0 when the file is open. After {@code completed(CANCELLED)}, or {@code
     *     failed} with the exception that {@link FileChannel#open} would throw, nothing is open
     * @return the file, to be used when it is open and owned by the caller from then on; until then only {@link
     *     IoFile#cancel} may be called
     * @throws IOException if it failed at once; nothing is pending then
     */
    IoFile open(Path path, Set<? extends OpenOption> options, Completion done) throws IOException;
}
