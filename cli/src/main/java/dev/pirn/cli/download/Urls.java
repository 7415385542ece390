package dev.pirn.cli.download;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** Reads the URLs that a user gives. */
public final class Urls {

    private Urls() {}

    /**
     * {@return the URL, ready to be asked for}
     *
     * @param text what the user gave
     * @throws FetchException if it is not a URL that can be downloaded; the message says why
     */
    public static URI parse(String text) throws FetchException {
        URI uri = uriOf(text);
        String scheme = uri.getScheme();
        if (scheme == null) throw FetchException.lasting("not a URL: http:// or https:// is missing", null);
        if (!isHttp(scheme)) throw FetchException.lasting("scheme '" + scheme + "' is not http or https", null);
        if (uri.getHost() == null) throw FetchException.lasting("not a URL: no valid host name", null);
        if (uri.getPort() > 65_535) throw FetchException.lasting("no such port: " + uri.getPort(), null);
        return URI.create(uri.toASCIIString()); // letters beyond ASCII travel percent-encoded
    }

    /**
     * {@return the URLs in a list, one a line; blank lines and lines that start with # are left out}
     *
     * @param lines the list
     */
    public static List<String> list(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static boolean isHttp(String scheme) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https");
    }

    private static URI uriOf(String text) throws FetchException {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            String reason = "not a URL: " + e.getReason().toLowerCase(Locale.ROOT) + atOf(e);
            throw FetchException.lasting(reason, e);
        }
    }

    private static String atOf(URISyntaxException failure) {
        return failure.getIndex() < 0 ? "" : " (at character " + (failure.getIndex() + 1) + ")";
    }
}
