package dev.pirn.attach;

import dev.pirn.Pirn;
import dev.pirn.observe.Dump;
import dev.pirn.text.JsonText;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One tool that looks. It has a thread of its own, so a loop that is stuck can be looked at, too. */
final class Session implements Runnable {

    private static final int PART = 1 << 16;

    private final SocketChannel channel;
    private final BufferedReader in;
    private final OutputStream out;
    private final Measuring measuring = new Measuring();
    private final Summary summary = new Summary();

    Session(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        this.out = Channels.newOutputStream(channel);
    }

    void greet(int protocol, String version) throws IOException {
        send("pirn " + protocol + " " + version + "\n");
    }

    @Override
    public void run() {
        try (channel;
                measuring) {
            for (String request; (request = in.readLine()) != null; ) answer(request);
        } catch (IOException e) {
            // the tool has gone, which is how it ends
        }
    }

    private void answer(String request) throws IOException {
        Answer answer;
        try {
            answer = answerTo(request.split(" ", -1));
        } catch (RuntimeException | LinkageError e) {
            send("failed\n", to -> to.append(String.valueOf(e.getMessage())));
            return;
        }
        send("ok\n", answer);
    }

    private void send(String line, Answer answer) throws IOException {
        send(line);
        try (Writer to = new OutputStreamWriter(new BufferedOutputStream(new Parts(), PART), StandardCharsets.UTF_8)) {
            answer.writeTo(to);
        }
    }

    private void send(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * An answer as it is sent: parts, each after a line with its length. Closing it sends the empty part that ends it.
     */
    private final class Parts extends OutputStream {

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single});
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (count == 0) return; // would be the end
            send(count + "\n");
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            send("0\n");
        }
    }

    /** An answer. It is written as it is made, since it may be long. */
    private interface Answer {
        void writeTo(Appendable to) throws IOException;
    }

    private static Answer json(Object value) {
        return to -> JsonText.write(value, to);
    }

    private Answer answerTo(String[] words) {
        return switch (words[0]) {
            case "dump" -> Pirn.dump(parts(words))::writeJson;
            case "chosen" -> TaskQuery.of(words).reduce(Pirn.dump())::writeJson;
            case "tree" -> text(Pirn.dump(parts(words)).text());
            case "list" -> json(Summary.list(Pirn.dump(), TaskQuery.of(words)));
            case "summary" -> json(summary.make());
            case "measure" -> json(measuring.read(Measuring.Request.of(words)));
            case "task" -> json(Summary.task(Long.parseLong(words[1])));
            default -> throw new IllegalArgumentException("unknown request: " + String.join(" ", words));
        };
    }

    private static Answer text(String text) {
        return to -> to.append(text);
    }

    private static Dump.Part[] parts(String[] words) {
        List<Dump.Part> parts = new ArrayList<>();
        for (String word : words) {
            if (word.equals("stacks")) parts.add(Dump.Part.STACKS);
            if (word.equals("locals")) parts.add(Dump.Part.LOCALS);
        }
        return parts.toArray(Dump.Part[]::new);
    }
}
