package dev.pirn.cli.attach;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One copy of Pirn in a JVM that is looked at. It answers one request after the other, each a line, with a line that says {@code ok}
 * or {@code failed}, and parts, each after a line with its length, the last one empty. For one thread at a time; blocks it.
 */
public final class Link implements AutoCloseable {

    /** The number of the protocol; a greeting is {@code pirn NUMBER VERSION}. */
    private static final String PROTOCOL = "2";

    private static final String GONE = "the JVM has ended, or was left";

    private final SocketChannel channel;
    private final InputStream in;

    private Link(SocketChannel channel, InputStream in) {
        this.channel = channel;
        this.in = in;
    }

    /** Takes the end that has greeted already. */
    static Link greeted(SocketChannel channel, String greeting, InputStream in) throws AttachException {
        String[] words = greeting.split(" ", -1);
        if (words.length != 3 || !words[0].equals("pirn"))
            throw new AttachException("it does not answer as Pirn does: " + greeting);
        if (!words[1].equals(PROTOCOL))
            throw new AttachException("its Pirn is of version " + words[2]
                    + ", which this command does not understand; use" + " the command of that version");
        return new Link(channel, in);
    }

    static InputStream in(SocketChannel channel) {
        return new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    }

    /**
     * {@return the answer to a request}
     *
     * @param request its words, separated by blanks
     * @throws IOException if the JVM is gone, or says why it cannot answer
     */
    public String ask(String request) throws IOException {
        send(request);
        return text();
    }

    /**
     * Writes the answer to a request as it comes, in UTF-8, since it may be long.
     *
     * @param request its words, separated by blanks
     * @param out where to
     * @throws IOException if the JVM is gone, or says why it cannot answer, or if writing fails
     */
    public void copy(String request, OutputStream out) throws IOException {
        send(request);
        copyParts(out);
    }

    private String text() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        copyParts(whole);
        return whole.toString(StandardCharsets.UTF_8);
    }

    /** Sends a request, and fails if what comes is why there is no answer. */
    private void send(String request) throws IOException {
        String line = request.replaceAll("[\r\n]", " "); // a name that is asked for may contain anything
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) channel.write(bytes);
        if (!line(in).equals("ok")) throw new IOException(text());
    }

    private void copyParts(OutputStream out) throws IOException {
        for (int length; (length = Integer.parseInt(line(in))) > 0; ) {
            byte[] part = in.readNBytes(length);
            if (part.length < length) throw new EOFException(GONE);
            out.write(part);
        }
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0) throw new EOFException(GONE);
            line.append((char) c);
        }
        return line.toString();
    }

    /** Ends it; the JVM keeps nothing of it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
