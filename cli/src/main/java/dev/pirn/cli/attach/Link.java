package dev.pirn.cli.attach;

import dev.pirn.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One copy of Pirn in a JVM that is looked at. It answers one request after the other, each a line, with a line that
 * says {@code ok} or {@code failed}, and parts, each after a line with its length, the last one empty. For one thread
 * at a time; blocks it.
 *
 * <p>The JVM is not trusted: an answer has to come in time, and what is kept in memory is a small share of that.
 */
public final class Link implements AutoCloseable {

    /** The number of the protocol; a greeting is {@code pirn NUMBER VERSION}. */
    private static final String PROTOCOL = "2";

    private static final int LONGEST_STATUS = 20;

    /** JSON takes up to twenty times its length once it is read. */
    private static final long MOST_KEPT = Math.clamp(Runtime.getRuntime().maxMemory() / 64, 1 << 20, 1 << 28);

    private static final long MOST_COPIED = 1L << 33;
    private static final int BUFFER = 8192;

    private final Wire wire;
    private final Duration patience;

    private Link(Wire wire, Duration patience) {
        this.wire = wire;
        this.patience = patience;
    }

    /** Takes the end that has greeted already. */
    static Link greeted(Wire wire, String greeting, Duration patience) throws AttachException {
        String[] words = greeting.split(" ", -1);
        if (words.length != 3 || !words[0].equals("pirn"))
            throw new AttachException("it does not answer as Pirn does: " + Printable.line(greeting));
        if (!words[1].equals(PROTOCOL))
            throw new AttachException("its Pirn is of version " + Printable.line(words[2])
                    + ", which this command does not understand; use the command of that version");
        return new Link(wire, patience);
    }

    /**
     * {@return the answer to a request}
     *
     * @param request its words, separated by blanks
     * @throws IOException if the JVM is gone, is too slow, answers too much, or says why it cannot answer
     */
    public String ask(String request) throws IOException {
        send(request);
        return text();
    }

    /**
     * Copies the answer to a request, which is JSON, as it comes, since it may be long. No character goes out that a
     * terminal would obey: the JVM should have escaped those, and may not have.
     *
     * @param request its words, separated by blanks
     * @param out where to
     * @throws IOException if the JVM is gone, is too slow, or says why it cannot answer, or if writing fails
     */
    public void copy(String request, Appendable out) throws IOException {
        send(request);
        char[] some = new char[BUFFER];
        try (Reader in = new InputStreamReader(new Answer(wire, MOST_COPIED), StandardCharsets.UTF_8)) {
            StringBuilder whole = new StringBuilder(BUFFER + 1);
            for (int count; (count = in.read(some)) >= 0; ) {
                whole.append(some, 0, count);
                int end = whole.length();
                if (end > 0 && Character.isHighSurrogate(whole.charAt(end - 1))) end--; // the other half comes next
                out.append(Printable.json(whole.substring(0, end)));
                whole.delete(0, end);
            }
            out.append(Printable.json(whole.toString()));
        }
    }

    private String text() throws IOException {
        try (InputStream in = new Answer(wire, MOST_KEPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends a request, and fails if what comes is why there is no answer. */
    private void send(String request) throws IOException {
        wire.begin(patience);
        wire.write(request.replaceAll("[\r\n]", " ") + "\n"); // a name that is asked for may contain anything
        if (!wire.line(LONGEST_STATUS).equals("ok")) throw new IOException(Printable.line(text()));
    }

    /** Ends it; the JVM keeps nothing of it. */
    @Override
    public void close() throws IOException {
        wire.close();
    }
}
