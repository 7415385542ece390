package dev.pirn.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request.
 *
 * @param method its method
 * @param path the path, as it came
 * @param query what follows the path after a question mark; null if nothing does
 * @param headers the values of each header, by its name in small letters
 */
record Request(String method, String path, @Nullable String query, Map<String, List<String>> headers) {

    private static final Pattern FIRST_LINE = Pattern.compile("([!-~]+) ([!-~]+) HTTP/1\\.[01]");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");

    /**
     * {@return the request of a head}
     *
     * @param head its lines, without the empty one
     * @throws IllegalArgumentException if it is none
     */
    static Request parse(String head) {
        String[] lines = head.split("\r\n", -1);
        Matcher first = FIRST_LINE.matcher(lines[0]);
        if (!first.matches()) throw new IllegalArgumentException("This is not a request of HTTP/1.1.");
        Map<String, List<String>> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher header = HEADER.matcher(lines[i]);
            if (!header.matches()) throw new IllegalArgumentException("A header is malformed.");
            String name = header.group(1).toLowerCase(Locale.ROOT);
            headers.computeIfAbsent(name, _ -> new ArrayList<>()).add(header.group(2));
        }
        String target = first.group(2);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        return new Request(first.group(1), path, question < 0 ? null : target.substring(question + 1), headers);
    }

    boolean has(String header) {
        return headers.containsKey(header.toLowerCase(Locale.ROOT));
    }

    /** {@return the value of a header; null if there is none, or more than one} */
    @Nullable
    String only(String header) {
        List<String> values = headers.getOrDefault(header.toLowerCase(Locale.ROOT), List.of());
        return values.size() == 1 ? values.getFirst() : null;
    }
}
