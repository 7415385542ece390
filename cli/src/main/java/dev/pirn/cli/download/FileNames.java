package dev.pirn.cli.download;

import dev.pirn.text.Printable;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Gives every URL its own file name in one directory: the last segment of the URL's path, decoded, made harmless and,
 * if it is taken, numbered. Names depend only on the order of the URLs, so the same list gives the same files.
 */
public final class FileNames {

    /** Below the 255 bytes of common file systems, with room for a number and for the part file's affixes. */
    private static final int MAX_BYTES = 200;

    private static final String NAMELESS = "index.html";

    private final Path directory;
    private final Set<String> taken = new HashSet<>();

    /**
     * Names files in a directory.
     *
     * @param directory where the files will be
     */
    public FileNames(Path directory) {
        this.directory = directory;
    }

    /**
     * {@return the file for this URL, different from every file given before}
     *
     * @param uri the URL
     */
    public Path next(URI uri) {
        Path wished = directory.resolve(nameOf(uri));
        Path file = wished;
        for (int number = 1; !take(file); number++) file = numbered(wished, number);
        return file;
    }

    /** Case is ignored because some file systems do: A.png and a.png would be one file there. */
    private boolean take(Path file) {
        return taken.add(String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT));
    }

    private static Path numbered(Path file, int number) {
        String name = String.valueOf(file.getFileName());
        int dot = extensionOf(name);
        return file.resolveSibling(name.substring(0, dot) + "-" + number + name.substring(dot));
    }

    private String nameOf(URI uri) {
        String raw = lastSegment(uri);
        String name = shortened(harmless(decoded(raw)));
        return isPossible(name) ? name : shortened(harmless(raw));
    }

    private static String lastSegment(URI uri) {
        String path = uri.getRawPath();
        return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8); // a plus in a path is a plus
        } catch (IllegalArgumentException e) {
            return raw; // a stray percent sign: the name is used as it is
        }
    }

    /** A decoded name may hold separators ({@code %2F}): none may lead out of the directory. */
    private static String harmless(String name) {
        String flat = printable(name.replaceAll("[/\\\\:*?\"<>|]", "_"));
        boolean isNothing = flat.isBlank() || flat.equals(".") || flat.equals("..");
        return isNothing ? NAMELESS : flat;
    }

    /** Such a name reaches terminals, here and wherever the directory is listed. */
    private static String printable(String name) {
        return name.codePoints()
                .map(c -> Printable.isPrintable(c) ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String shortened(String name) {
        int dot = extensionOf(name);
        String extension = name.substring(dot);
        if (bytes(extension) > MAX_BYTES / 4) return cut(name, MAX_BYTES);
        return cut(name.substring(0, dot), MAX_BYTES - bytes(extension)) + extension;
    }

    private static String cut(String text, int maxBytes) {
        String left = text;
        while (bytes(left) > maxBytes) left = left.substring(0, left.offsetByCodePoints(left.length(), -1));
        return left;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Where the extension starts; a leading dot starts no extension. */
    private static int extensionOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? dot : name.length();
    }

    /** In a locale without Unicode the JDK cannot write every name. */
    private boolean isPossible(String name) {
        try {
            return directory.resolve(name).startsWith(directory);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
