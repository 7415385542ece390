package dev.pirn.cli.download;

import java.net.HttpURLConnection;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer's status and headers mean for a download. */
final class HttpStatus {

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(410, "Gone"),
            Map.entry(425, "Too Early"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    private HttpStatus() {}

    /** Whether the answer's body is the file. */
    static boolean isWhole(int status) {
        return status >= 200 && status < 300 && status != HttpURLConnection.HTTP_PARTIAL;
    }

    /**
     * Checks that a whole file follows.
     *
     * @param status the answer's status
     * @param retryAfter its header Retry-After, if there is one
     * @throws FetchException if no file follows, or only a part of one
     */
    static void requireGood(int status, @Nullable String retryAfter) throws FetchException {
        if (status == HttpURLConnection.HTTP_PARTIAL)
            throw FetchException.lasting("206 Partial Content, where the whole file was asked for", null);
        if (isWhole(status)) return;
        if (isRedirect(status)) throw FetchException.lasting("one redirect too many (" + status + ")", null);
        if (status < 0) throw FetchException.passing("not an HTTP answer", null);

        String reason = (status + " " + WORDS.getOrDefault(status, "")).strip();
        throw isPassing(status)
                ? FetchException.busy(reason, pauseOf(retryAfter, Instant.now()))
                : FetchException.lasting(reason, null);
    }

    private static boolean isPassing(int status) {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    /** RFC 9110, 10.2.3: seconds or a date. What is neither is no wish. */
    static Duration pauseOf(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) return Duration.ZERO;
        String wish = retryAfter.strip();
        if (wish.matches("\\d{1,9}")) return Duration.ofSeconds(Long.parseLong(wish));
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(wish));
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    /**
     * {@return the length that an answer promises, in bytes; -1 if it promises none}
     *
     * @param values its headers Content-Length, as they came
     * @throws FetchException if they are no number of bytes, or differ: nothing could be checked then
     */
    static long lengthOf(List<String> values) throws FetchException {
        List<String> different = values.stream().map(String::strip).distinct().toList();
        if (different.isEmpty()) return -1;
        String length = different.getFirst();
        if (different.size() > 1 || !length.matches("\\d{1,18}"))
            throw FetchException.lasting("a wrong Content-Length: '" + String.join("', '", different) + "'", null);
        return Long.parseLong(length);
    }

    static boolean isRedirect(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_MOVED_PERM,
                    HttpURLConnection.HTTP_MOVED_TEMP,
                    HttpURLConnection.HTTP_SEE_OTHER,
                    307,
                    308 -> true;
            default -> false;
        };
    }

    /** Never back from https to http: what the user asked to be protected stays so. */
    static URI redirect(URI from, String location) throws FetchException {
        URI to = resolve(from, location);
        String scheme = to.getScheme().toLowerCase(Locale.ROOT);
        boolean isAllowed =
                scheme.equals("https") || (scheme.equals("http") && !"https".equalsIgnoreCase(from.getScheme()));
        if (!isAllowed || to.getHost() == null) throw FetchException.lasting("redirected to " + location, null);
        return to;
    }

    private static URI resolve(URI from, String location) throws FetchException {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw FetchException.lasting("redirected to " + location, e);
        }
    }
}
