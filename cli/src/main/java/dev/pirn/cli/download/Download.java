package dev.pirn.cli.download;

import java.net.URI;
import java.nio.file.Path;

/**
 * One thing to download.
 *
 * @param uri where from; http or https, with a host
 * @param file where to, under its final name
 */
public record Download(URI uri, Path file) {

    /** {@return the file's name without its directory} */
    public String name() {
        return String.valueOf(file.getFileName());
    }
}
