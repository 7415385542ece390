package dev.pirn.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.Pirn;
import dev.pirn.observe.Console;
import dev.pirn.observe.Dump;
import dev.pirn.observe.TaskInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page in a browser, on a program that runs in this JVM. */
class PageTest {

    private static Browser browser;

    @SuppressWarnings("NullAway.Init") // each test opens them
    private Shop shop;

    @SuppressWarnings("NullAway.Init")
    private Console console;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.open();
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) browser.close();
    }

    @AfterEach
    void close() {
        List<String> complaints = browser.complaints(); // also of what the page's policy kept from being loaded
        browser.leave();
        console.close();
        shop.close();
        assertEquals(List.of(), complaints);
    }

    @Test
    void theTreeIsThatOfTheProgram() throws IOException {
        open(0);
        assertEquals(
                List.of(
                        "1 main waiting",
                        "2 orders waiting",
                        "3 picker-1 waiting",
                        "3 picker-2 waiting",
                        "3 picker-3 waiting",
                        "2 billing waiting",
                        "3 invoice waiting",
                        "3 receipt waiting",
                        "2 bank waiting",
                        "3 alice to bob waiting",
                        "3 bob to alice waiting"),
                rows());
    }

    @Test
    void theDeadlockIsNamedWithItsLines() throws IOException {
        open(0);
        browser.await("document.querySelectorAll('#alarms .culprit').length == 2");
        String alarm = text("#alarms");
        assertTrue(alarm.startsWith("Deadlock: 2 tasks wait for each other"), alarm);
        assertTrue(alarm.contains("alice to bob") && alarm.contains("bob to alice"), alarm);
        assertTrue(alarm.matches("(?s).*Shop.*transfer.*\\(Shop\\.java:\\d+\\).*"), alarm);
        assertEquals("(1!) Pirn console", browser.value("document.title"));
    }

    @Test
    void textJsonAndPageAgree() throws Exception {
        open(0);
        Map<String, Object> json = JSON.std.mapFrom(get("dump.json"));
        String text = get("dump.txt");
        List<Map<String, Object>> loops = maps(json, "loops");
        List<Map<String, Object>> tasks = maps(loops.getFirst(), "tasks");
        assertEquals(
                new TreeSet<>(Shop.TASKS),
                new TreeSet<>(tasks.stream().map(task -> task.get("name")).toList()));
        assertEquals(new TreeSet<>(Shop.TASKS), new TreeSet<>(names()));
        for (String name : Shop.TASKS) // alike ones stand in one line of the text
        assertTrue(text.contains(name) || text.contains(name.replaceAll("\\d+", "#")), name + " is not in\n" + text);
        Dump dump = Pirn.dump();
        assertEquals(1, dump.cycles().size());
        assertEquals(JSON.std.asString(dump.cycles()), JSON.std.asString(json.get("cycles")));
        browser.await("document.querySelectorAll('.alarm:not(.past) li').length == 2");
        for (long id : dump.cycles().getFirst()) {
            TaskInfo task = Objects.requireNonNull(dump.tasks().get(id));
            assertTrue(text("#alarms").contains(task.name()) && text.contains(task.name()), text);
        }
    }

    @Test
    void theVitalSignsHaveNumbersAndLines() throws IOException {
        open(0);
        browser.await("document.querySelectorAll('.spark canvas').length == 6");
        assertEquals("shop", text(".loop h2"));
        assertEquals("turning", text(".loop .badge"));
        assertTrue(text(".vital-busy dd").matches("[\\d.]+ % / [\\d.]+ %"), text(".vital-busy dd"));
        assertTrue(text(".loop-head").contains("11 tasks"), text(".loop-head"));
    }

    @Test
    void searchLeavesWhatMatchesAndWhatItStandsUnder() throws IOException {
        open(0);
        browser.type("#search", "waiting PICKER-2");
        browser.await("document.querySelectorAll('.row').length == 3");
        assertEquals(List.of("1 main waiting", "2 orders waiting", "3 picker-2 waiting"), rows());
        browser.type("#search", "nobody");
        browser.await("!document.getElementById('empty').hidden");
        assertEquals("No task is like that.", text("#empty"));
    }

    @Test
    void statesAreAFilter() throws IOException {
        open(0);
        browser.click("[data-state=foreign]");
        browser.await("document.querySelectorAll('.row').length == 0");
        browser.click("[data-state=foreign]");
        browser.await("document.querySelectorAll('.row').length == 11");
    }

    @Test
    void aClickOpensWhatIsKnownOfATask() throws IOException {
        open(0);
        browser.click(".row:nth-child(10)");
        browser.await("document.querySelector('#details .stack')");
        String details = text("#details");
        assertTrue(details.startsWith("alice to bob"), details);
        assertTrue(details.contains("Group of\nbank"), details);
        assertTrue(details.contains("Awaited by"), details);
        assertTrue(text("#details .own").contains("Shop.java:"), details);
        browser.click("#details .links button"); // whom it waits for
        browser.await("document.querySelector('#details h2').textContent == 'bob to alice'");
        assertEquals("bob to alice", text(".row.selected .name"));
    }

    @Test
    void keysDoWhatTheMouseDoes() throws IOException {
        open(0);
        browser.run("document.getElementById('scroller').focus()");
        browser.press(Keys.HOME);
        assertEquals("main", text(".row.selected .name"));
        browser.press(Keys.ARROW_DOWN);
        assertEquals("orders", text(".row.selected .name"));
        browser.press(Keys.ARROW_LEFT); // folds it
        browser.await("document.querySelectorAll('.row').length == 8");
        assertEquals("false", browser.value("document.querySelector('.row.selected').getAttribute('aria-expanded')"));
        browser.press(Keys.ARROW_RIGHT);
        browser.await("document.querySelectorAll('.row').length == 11");
        browser.press(Keys.ENTER);
        browser.await("!document.getElementById('details').hidden");
        browser.press(Keys.ESCAPE);
        browser.await("document.getElementById('details').hidden");
        browser.press("/");
        assertEquals("search", browser.value("document.activeElement.id"));
    }

    @Test
    void itIsDarkWhereTheSystemIsAndLightIfTheUserWants() throws IOException {
        browser.prefer("dark");
        open(0);
        assertEquals(true, browser.value(DARK));
        browser.click("#theme");
        assertEquals(false, browser.value(DARK));
        browser.click("#theme");
        assertEquals(true, browser.value(DARK));
        browser.prefer("light");
        assertEquals(true, browser.value(DARK));
        browser.click("#theme");
        assertEquals(false, browser.value(DARK));
    }

    @Test
    void aStallIsLoudWhileItLastsAndToldAfterwards() throws Exception {
        open(0);
        shop.stall();
        browser.await("document.querySelector('#alarms h2').textContent.startsWith('Loop shop is stalled')"
                + " && document.querySelector('#alarms .culprit')?.textContent.includes('Shop.spin')");
        assertEquals("stalled", text(".loop .badge"));
        shop.endStall();
        browser.await("document.querySelector('.alarm.past')"
                + " && document.querySelector('.loop .badge').textContent == 'turning'");
    }

    @Test
    void theTimelineHasALaneATask() throws IOException {
        open(0);
        browser.click("#view-timeline");
        browser.await("[...document.querySelectorAll('.cell-lane canvas')].filter(lane => lane.width > 100 &&"
                + " lane.getContext('2d').getImageData(0, 0, lane.width, lane.height).data.some(part => part >"
                + " 0)).length == 11");
    }

    @Test
    void whatEndedStaysInTheTimelineOnly() throws IOException {
        open(1);
        browser.click("#view-timeline");
        shop.dismiss("sleeper-1");
        browser.await("document.querySelector('.row.ended .name')?.textContent == 'sleeper-1'");
        browser.click("#view-tree");
        browser.await("document.querySelectorAll('.row').length == 11");
    }

    @Test
    void pausedItAsksNoMore() throws IOException {
        open(0);
        browser.click("#pause");
        assertTrue(text("#status").startsWith("paused"), text("#status"));
        browser.run(
                "window.asked = 0; const ask = window.fetch; window.fetch = (...all) => { asked++; return ask(...all);"
                        + " }");
        browser.run("setTimeout(() => window.waited = true, 2500)");
        browser.await("window.waited");
        assertEquals(0L, browser.value("window.asked"));
        browser.click("#pause");
        browser.await("window.asked > 0");
    }

    @Test
    void aProgramThatIsGoneIsSaidToBe() throws IOException {
        open(0);
        console.close();
        browser.await("document.querySelector('#status.lost')");
        assertTrue(text("#status").contains("no answer"), text("#status"));
        browser.leave();
        browser.complaints(); // those of the browser, which could not connect
    }

    @Test
    void aPhoneHasRoomForIt() throws IOException {
        browser.size(390, 844);
        try {
            open(0);
            browser.await("document.querySelectorAll('.row').length == 11");
            assertEquals(390L, browser.value("document.documentElement.scrollWidth"));
        } finally {
            browser.size(1400, 900);
        }
    }

    @Test
    void aHundredThousandTasksAreAFewRows() throws IOException {
        shop = new Shop(100_000);
        console = Pirn.console(0);
        long begun = System.nanoTime();
        browser.load(console.url());
        browser.await("document.querySelector('#status').className == 'live'");
        System.out.println("100,000 tasks are shown after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        browser.await(
                "[...document.querySelectorAll('.name')].some(name => name.textContent == 'sleeper-# × 100,000')");
        browser.run(
                "[...document.querySelectorAll('.row')].find(row => row.textContent.includes('sleeper-#')).click()");
        browser.await("document.getElementById('scroller').getAttribute('aria-rowcount') > 100000");
        browser.run("document.getElementById('scroller').scrollTop = 1e9");
        browser.await("[...document.querySelectorAll('.name')].some(name => name.textContent == 'sleeper-100000')");
        long nodes = assertInstanceOf(Long.class, browser.value("document.querySelectorAll('*').length"));
        assertTrue(nodes < 1_500, nodes + " elements");
        browser.type("#search", "sleeper-77777");
        browser.await("document.querySelectorAll('.row').length == 2");
        browser.click(".row:nth-child(2)");
        browser.await("document.querySelector('#details .own')?.textContent.includes('Shop.java')");
        browser.await("document.querySelectorAll('#alarms .culprit').length == 2");
    }

    private static final String DARK =
            "parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]) < 100";

    private void open(int sleepers) throws IOException {
        shop = new Shop(sleepers);
        console = Pirn.console(0);
        browser.load(console.url());
        browser.await("document.querySelectorAll('.row').length >= 11");
    }

    /** Level, name and state of the rows in sight. */
    private static List<String> rows() {
        return strings("[...document.querySelectorAll('.row')].map(row => row.getAttribute('aria-level') + ' '"
                + " + row.querySelector('.name').textContent + ' ' + row.querySelector('.badge').textContent)");
    }

    private static List<String> names() {
        return strings("[...document.querySelectorAll('.row .name')].map(name => name.textContent)");
    }

    private static List<String> strings(String expression) {
        List<?> found = assertInstanceOf(List.class, browser.value(expression));
        return found.stream().map(String::valueOf).toList();
    }

    private static String text(String selector) {
        return String.valueOf(browser.value("document.querySelector('" + selector + "').innerText"));
    }

    private String get(String name) throws IOException {
        return new String(URI.create(console.url() + name).toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Map<String, Object> json, String name) {
        return assertInstanceOf(List.class, json.get(name));
    }
}
