package dev.pirn.console;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is let in: only reading requests, that know the token, of the console's own page.
 *
 * <p>The browser of the user is the stranger's way in: any page that it shows may send requests to this machine. Such
 * a page does not know the token, and what it sends is refused before that is looked at: by {@code Origin} and {@code
 * Sec-Fetch-Site}, which browsers set truthfully, and by {@code Host}, since a page of a name that was made to point
 * to this machine (DNS rebinding) counts as of one origin with the console, but has that name there.
 */
final class Gate {

    private static final Pattern AN_ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    /** What the page itself sends, and a browser where the user typed the address. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final String host;
    private final Token token;

    /** @param host the name that the console was told to listen on; browsers may call it so */
    Gate(String host, Token token) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.token = token;
    }

    /** {@return why a request is refused; null if it is not} */
    @Nullable
    Refusal refusal(Request request) {
        if (!request.method().equals("GET")) return new Refusal(405, "This console only answers GET.");
        if (!isCalledByItsName(request)) return new Refusal(403, "This console is not of the host that was asked for.");
        if (!isOfOneOrigin(request))
            return new Refusal(
                    403, "This console answers no other page. Paste its address into the browser's address bar.");
        if (!token.equalsText(tokenOf(request.path())))
            return new Refusal(
                    403, "The token in the address is missing or wrong. The program knows the right address.");
        return null;
    }

    /** {@return what a path that was let in names, after the token} */
    String nameIn(String path) {
        return path.substring(Math.min(path.length(), token.text().length() + 2));
    }

    private static String tokenOf(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 || path.charAt(0) != '/'
                ? ""
                : path.substring(1, end); // with no slash after it, relative addresses would lose the token
    }

    /**
     * The port is not compared: a tunnel may have another one at its other end. A name that leads here has to be
     * ours, an address is.
     */
    private boolean isCalledByItsName(Request request) {
        String called = request.only("Host");
        if (called == null) return false;
        String name = PORT.matcher(called.toLowerCase(Locale.ROOT)).replaceFirst("");
        return name.equals("localhost")
                || name.equals(host)
                || AN_ADDRESS.matcher(name).matches();
    }

    private static boolean isOfOneOrigin(Request request) {
        if (request.has("Origin") && !("http://" + request.only("Host")).equals(request.only("Origin"))) return false;
        return !request.has("Sec-Fetch-Site") || OWN_SITES.contains(String.valueOf(request.only("Sec-Fetch-Site")));
    }
}
