package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest {

    /** What makes a browser fetch something. */
    private static final Pattern FETCH = Pattern.compile(
            "<link|<img|<iframe|@import|<script[^>]+src|url\\(|\\bfetch\\(|XMLHttpRequest|href=\"(?!#)",
            Pattern.CASE_INSENSITIVE);

    private static Report report(double ours) {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("micro", "pirn-epoll", "switch", "ns", 0, List.of(ours, ours, ours + 1)));
        figures.add(new Figure("micro", "go", "switch", "ns", 0, List.of(60.0, 61.0, 62.0)));
        for (int size : new int[] {1, 10, 100, 1000})
            figures.add(new Figure("growth", "pirn-epoll", "switch_among_parked", "ns", size, List.of(ours)));
        Missing missing = new Missing("node", "</script><script>alert(1)</script>", "apt-get install nodejs");
        return new Report(Map.of("command", "pirn bench all"), figures, List.of(missing));
    }

    private static String scripts(String page) {
        return page.substring(0, page.indexOf("{\"format\""));
    }

    @Test
    void theDataStandsInThePage() throws IOException {
        String page = Page.of(report(120), null);
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = page.indexOf(start) + start.length();
        String data = page.substring(from, page.indexOf("</script>", from));

        Report read = Report.ofJson(data);

        assertEquals(report(120), read);
        Map<String, Object> document = JSON.std.mapFrom(data);
        assertTrue(document.get("laws") instanceof List<?> laws && laws.size() == 1, data);
        assertTrue(document.get("budgets") instanceof List<?> budgets && budgets.size() == 1, data);
        assertFalse(document.containsKey("comparison"));
    }

    @Test
    void anotherRunIsComparedWith() throws IOException {
        String page = Page.of(report(240), report(120));
        assertTrue(page.contains("\"isWorse\":true"));
        assertTrue(page.contains("\"cost\":\"+100 %\""));
    }

    @Test
    void nothingIsLoaded() throws IOException {
        String page = Page.of(report(120), null);
        String charts = "Licensed to the Apache Software Foundation";
        assertTrue(page.contains(charts), "the library's notice");
        String ours = page.substring(0, page.indexOf(charts)) + ownScript(page);
        assertFalse(
                FETCH.matcher(ours).find(),
                () -> FETCH.matcher(ours).results().toList().toString());
        assertFalse(ours.contains("http:") || ours.contains("https:") || ours.contains("src="), "an address");
        assertFalse(scripts(page).contains("{{"), "a place that was not filled");
    }

    /** The library builds addresses of name spaces, which nothing fetches; the rest of the page is ours. */
    private static String ownScript(String page) {
        return page.substring(page.lastIndexOf("\"use strict\";\n(() => {"));
    }

    @Test
    void textOfTheDataCannotEndItsScript() throws IOException {
        assertFalse(Page.of(report(120), null).contains("</script><script>alert(1)"));
        assertEquals("<\\/script> <\\u0021-- &", Page.inScript("</script> <!-- &"));
    }
}
