package dev.pirn.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Answers requests: asks the gate, sets the headers that every answer has, packs the answer. */
final class Exchanges {

    private static final Map<String, String> ALWAYS = Map.of(
            "Cache-Control", "no-store",
            "Connection", "close",
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY");

    private final Gate gate;
    private final Answers answers;

    Exchanges(Gate gate, Answers answers) {
        this.gate = gate;
        this.answers = answers;
    }

    /** {@return the answer to a request that is not let in; null if it is} Quick: nothing is looked at. */
    ByteBuffer @Nullable [] refusal(Request request) {
        Refusal refusal = gate.refusal(request);
        return refusal == null ? null : refusal(refusal, !request.method().equals("HEAD"));
    }

    /** {@return an answer that says why there is no other} */
    ByteBuffer[] refusal(Refusal refusal, boolean hasBody) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (refusal.status() == 405) headers.put("Allow", "GET");
        headers.put("Content-Type", Content.TEXT);
        byte[] reason = (refusal.reason() + "\n").getBytes(UTF_8);
        return message(refusal.status(), headers, ByteBuffer.wrap(hasBody ? reason : new byte[0]));
    }

    /** {@return whether all tasks are looked at with their stacks} */
    boolean isDump(Request request) {
        return gate.nameIn(request.path()).startsWith("dump.");
    }

    /** {@return the answer to a request that is let in} Takes as long as a look at the loops does. */
    ByteBuffer[] answer(Request request) {
        try {
            Content content = answers.find(gate.nameIn(request.path()), request.query());
            if (content == null) return refusal(new Refusal(404, "There is nothing of this name."), true);
            return message(content, takesGzip(request));
        } catch (IllegalArgumentException e) {
            return refusal(new Refusal(400, String.valueOf(e.getMessage())), true);
        } catch (IOException | RuntimeException e) {
            return refusal(new Refusal(500, e.toString()), true);
        }
    }

    private static ByteBuffer[] message(Content content, boolean packed) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", content.type());
        if (packed) headers.put("Content-Encoding", "gzip");
        Body body = new Body();
        try (OutputStream out = packed ? new FastGzip(body) : body) {
            content.body().writeTo(out);
        }
        return message(200, headers, body.bytes());
    }

    private static ByteBuffer[] message(int status, Map<String, String> headers, ByteBuffer body) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + (status == 200 ? " OK" : " Refused") + "\r\n");
        ALWAYS.forEach((name, value) -> append(head, name, value));
        headers.forEach((name, value) -> append(head, name, value));
        append(head, "Content-Length", String.valueOf(body.remaining()));
        head.append("\r\n");
        return new ByteBuffer[] {UTF_8.encode(head.toString()), body};
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static boolean takesGzip(Request request) {
        String accepted = request.only("Accept-Encoding");
        return accepted != null && accepted.contains("gzip");
    }

    /** Bytes that are not copied once more. */
    private static final class Body extends ByteArrayOutputStream {
        synchronized ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    /** The network is this machine, so time is worth more than bytes. */
    private static final class FastGzip extends GZIPOutputStream {
        private static final int BUFFER = 1 << 16;

        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
