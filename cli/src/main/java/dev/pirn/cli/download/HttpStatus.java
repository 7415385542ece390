package dev.pirn.cli.download;

import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/** What an answer's status means for a download. */
final class HttpStatus {

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(410, "Gone"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    private HttpStatus() {}

    static boolean isGood(int status) {
        return status >= 200 && status < 300;
    }

    static void requireGood(int status) throws FetchException {
        if (isGood(status)) return;
        if (isRedirect(status)) throw FetchException.lasting("one redirect too many (" + status + ")", null);
        if (status < 0) throw FetchException.passing("not an HTTP answer", null);

        String reason = (status + " " + WORDS.getOrDefault(status, "")).strip();
        throw status >= 500 ? FetchException.passing(reason, null) : FetchException.lasting(reason, null);
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
