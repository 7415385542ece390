package dev.pirn.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Answers requests: asks the gate, sets the headers that every answer has, packs the answer. */
final class Exchanges implements HttpHandler {

    private static final int UNKNOWN_LENGTH = 0;
    private static final int NOTHING = -1;

    private static final Map<String, String> ALWAYS = Map.of(
            "Cache-Control", "no-store",
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

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            ALWAYS.forEach(exchange.getResponseHeaders()::set);
            String path = exchange.getRequestURI().getRawPath();
            Refusal refusal = gate.refusal(exchange.getRequestMethod(), path, exchange.getRequestHeaders());
            if (refusal == null) answer(exchange, gate.nameIn(path));
            else refuse(exchange, refusal);
        }
    }

    private void answer(HttpExchange exchange, String name) throws IOException {
        Content content;
        try {
            content = answers.find(name, exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException e) {
            refuse(exchange, new Refusal(400, String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException e) {
            refuse(exchange, new Refusal(500, e.toString()));
            return;
        }
        if (content == null) refuse(exchange, new Refusal(404, "There is nothing of this name."));
        else send(exchange, content);
    }

    private static void send(HttpExchange exchange, Content content) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", content.type());
        boolean packed = takesGzip(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
        if (packed) headers.set("Content-Encoding", "gzip");
        exchange.sendResponseHeaders(200, UNKNOWN_LENGTH);
        try (OutputStream body = exchange.getResponseBody();
                OutputStream out = packed ? new FastGzip(body) : body) {
            content.body().writeTo(out);
        }
    }

    private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        if (refusal.status() == 405) exchange.getResponseHeaders().set("Allow", "GET");
        exchange.getResponseHeaders().set("Content-Type", Content.TEXT);
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        byte[] reason = (refusal.reason() + "\n").getBytes(UTF_8);
        exchange.sendResponseHeaders(refusal.status(), bodiless ? NOTHING : reason.length);
        if (!bodiless) exchange.getResponseBody().write(reason);
    }

    private static boolean takesGzip(@Nullable String accepted) {
        return accepted != null && accepted.contains("gzip");
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
