package dev.pirn.cli.download;

import static dev.pirn.Async.runInExecutor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-256 that files must have.
 *
 * @param byName lower-case hexadecimal digests by file name, without directories
 */
public record Checksums(Map<String, String> byName) {

    /** Nothing is known, so everything is good. */
    public static final Checksums NONE = new Checksums(Map.of());

    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64}) [ *](?:.*/)?([^/]+)");
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Keeps its own copy. */
    public Checksums {
        byName = Map.copyOf(byName);
    }

    /**
     * {@return the checksums in a file as {@code sha256sum} writes it}
     *
     * @param file the file; of each name in it only the last part counts
     * @throws IOException if it cannot be read, or a line is not of that form
     */
    public static Checksums read(Path file) throws IOException {
        Map<String, String> byName = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank()) continue;
            Matcher form = LINE.matcher(line);
            if (!form.matches()) throw new IOException("not a line of sha256sum: '" + line + "'");
            byName.put(form.group(2), form.group(1).toLowerCase(Locale.ROOT));
        }
        return new Checksums(byName);
    }

    /**
     * {@return the SHA-256 of a file's bytes, in lower-case hexadecimal digits}
     *
     * @param file the file, read in pieces on the calling thread
     * @throws IOException if it cannot be read
     */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = newSha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer))
                digest.update(buffer, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * {@return the SHA-256 of bytes, in lower-case hexadecimal digits}
     *
     * @param bytes the bytes
     */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(newSha256().digest(bytes));
    }

    /** Reads the file on another thread, because that takes its time; suspends this coroutine meanwhile. */
    void verify(String name, Path file) throws IOException {
        String expected = byName.get(name);
        if (expected == null) return;

        String actual = runInExecutor(null, () -> sha256(file)).await(IOException.class);
        if (!actual.equals(expected))
            throw FetchException.lasting("SHA-256 is " + actual + ", expected was " + expected, null);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
