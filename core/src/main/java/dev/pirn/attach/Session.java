package dev.pirn.attach;

import dev.pirn.Pirn;
import dev.pirn.json.JsonText;
import dev.pirn.observe.Dump;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One tool that looks. It has a thread of its own, so a loop that is stuck can be looked at, too. */
final class Session implements Runnable {

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
        try {
            reply("ok", answerTo(request.split(" ", -1)));
        } catch (RuntimeException | LinkageError e) {
            reply("failed", String.valueOf(e.getMessage()));
        }
    }

    private void reply(String how, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(how + " " + bytes.length + "\n");
        out.write(bytes);
    }

    private void send(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    private String answerTo(String[] words) {
        return switch (words[0]) {
            case "dump" -> Pirn.dump(parts(words)).json();
            case "chosen" -> TaskQuery.of(words).reduce(Pirn.dump()).json();
            case "tree" -> Pirn.dump(parts(words)).text();
            case "list" -> JsonText.of(Summary.list(Pirn.dump(), TaskQuery.of(words)));
            case "summary" -> JsonText.of(summary.make());
            case "measure" -> JsonText.of(measuring.read(MeasureRequest.of(words)));
            case "task" -> JsonText.of(Summary.task(Long.parseLong(words[1])));
            default -> throw new IllegalArgumentException("unknown request: " + String.join(" ", words));
        };
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
