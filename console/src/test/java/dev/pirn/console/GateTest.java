package dev.pirn.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

    private static final String TOKEN = "abcdefghijklmnop";
    private static final String PATH = "/" + TOKEN + "/state";

    private final Gate gate = new Gate("console.example", new Token(TOKEN));

    @Test
    void itsOwnPageIsLetIn() {
        assertNull(refusal("GET", PATH, headers("Host", "127.0.0.1:7777", "Sec-Fetch-Site", "same-origin")));
        assertNull(refusal("GET", PATH, headers("Host", "127.0.0.1:7777", "Origin", "http://127.0.0.1:7777")));
        assertEquals("state", gate.nameIn(PATH));
        assertEquals("", gate.nameIn("/" + TOKEN + "/"));
    }

    @Test
    void soIsAnAddressThatTheUserTyped() {
        assertNull(refusal("GET", PATH, headers("Host", "localhost:7777", "Sec-Fetch-Site", "none")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "BREW"})
    void onlyGetIsAnswered(String method) {
        assertStatus(405, refusal(method, PATH, headers("Host", "127.0.0.1:7777")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/state",
                "//state",
                "/" + TOKEN,
                "/" + TOKEN + "x/state",
                "/abcdefghijklmno/state",
                "/abcdefghijklmnoP/state",
                "/%61bcdefghijklmnop/state",
                "/x/" + TOKEN + "/state"
            })
    void aPathWithoutTheTokenIsRefused(String path) {
        assertStatus(403, refusal("GET", path, headers("Host", "127.0.0.1:7777")));
    }

    /** A page of attacker.example whose name was made to point to this machine is of one origin with the console. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacker.example",
                "attacker.example:7777",
                "localhost.attacker.example",
                "127.0.0.1.attacker.example",
                "1.2.3.4x",
                "[::1]x",
                "localhost:7777:7777",
                ""
            })
    void aNameThatLeadsHereIsNotEnough(String host) {
        assertStatus(403, refusal("GET", PATH, headers("Host", host)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:9",
                "localhost",
                "LOCALHOST:7777",
                "[::1]:7777",
                "10.1.2.3:7777",
                "console.example:7777"
            })
    void addressesAndItsOwnNamesAre(String host) {
        assertNull(refusal("GET", PATH, headers("Host", host)));
    }

    @Test
    void aRequestOfNoHostOrTwoIsRefused() {
        assertStatus(403, refusal("GET", PATH, headers()));
        assertStatus(403, refusal("GET", PATH, headers("Host", "127.0.0.1:7777", "host", "localhost")));
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://attacker.example",
        "Origin, null",
        "Origin, https://127.0.0.1:7777",
        "Origin, http://127.0.0.1:8080",
        "Origin, http://localhost:7777",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, nonsense"
    })
    void otherPagesAreRefused(String header, String value) {
        assertStatus(403, refusal("GET", PATH, headers("Host", "127.0.0.1:7777", header, value)));
    }

    private @Nullable Refusal refusal(String method, String path, String headers) {
        return gate.refusal(Request.parse(method + " " + path + " HTTP/1.1" + headers));
    }

    private static void assertStatus(int status, @Nullable Refusal refusal) {
        assertNotNull(refusal, "was let in");
        assertEquals(status, refusal.status(), refusal::reason);
    }

    private static String headers(String... namesAndValues) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2)
            lines.append("\r\n").append(namesAndValues[i]).append(": ").append(namesAndValues[i + 1]);
        return lines.toString();
    }
}
