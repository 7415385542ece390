package dev.pirn.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.observe.ConsoleOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, over its socket. What the gate refuses stands in {@link GateTest}. */
class HttpConsoleTest {

    private final MadeUp program = new MadeUp();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpConsole console;

    @BeforeEach
    void open() throws IOException {
        console = HttpConsole.open(ConsoleOptions.of(0), program);
    }

    @AfterEach
    void close() {
        console.close();
        client.close();
    }

    @Test
    void theAddressLeadsToThePage() throws Exception {
        HttpResponse<String> page = get("");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<title>Pirn console</title>"));
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
    }

    @Test
    void thePageLoadsOnlyWhatTheConsoleServes() throws Exception {
        String page = get("").body();
        List<String> addresses = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(5, addresses.size(), addresses::toString);
        for (String address : addresses) assertEquals(200, get(address).statusCode(), address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main.js",
                "model.js",
                "outline.js",
                "rows.js",
                "lanes.js",
                "loops.js",
                "alarms.js",
                "details.js",
                "words.js"
            })
    void itsScriptsAreServedAsScripts(String name) throws Exception {
        HttpResponse<String> script = get(name);
        assertEquals(200, script.statusCode());
        assertEquals("text/javascript; charset=utf-8", header(script, "Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "../index.html", "HttpConsole.class", "index.html/", "state/"})
    void nothingElseIs(String name) throws Exception {
        assertEquals(404, get(name).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "state", "nothing", "state?since=x"})
    void everyAnswerIsGuarded(String name) throws Exception {
        HttpResponse<String> answer = get(name);
        assertGuarded(answer);
    }

    @Test
    void aRefusalIsGuardedAndTellsNothing() throws Exception {
        HttpResponse<String> refusal =
                send(request("http://127.0.0.1:" + console.port() + "/wrong-wrong-wrong-wrong/state"));
        assertEquals(403, refusal.statusCode());
        assertGuarded(refusal);
        assertEquals(0, program.dumps.get());
    }

    @Test
    void otherMethodsAreRefusedAndToldWhichIsRight() throws Exception {
        HttpRequest.Builder post = request(console.url() + "state").POST(HttpRequest.BodyPublishers.ofString("x"));
        HttpResponse<String> refusal = send(post);
        assertEquals(405, refusal.statusCode());
        assertEquals("GET", header(refusal, "Allow"));
        assertEquals(
                405,
                send(request(console.url()).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode());
        assertEquals(0, program.dumps.get());
    }

    @Test
    void anotherPageIsRefused() throws Exception {
        assertEquals(
                403,
                send(request(console.url() + "state").header("Origin", "http://attacker.example"))
                        .statusCode());
        assertEquals(
                403,
                send(request(console.url() + "state").header("Sec-Fetch-Site", "cross-site"))
                        .statusCode());
    }

    /** The JDK's client does not let a test choose the header. */
    @Test
    void aNameThatWasMadeToPointHereIsRefused() throws Exception {
        String path = URI.create(console.url()).getPath();
        try (Socket socket = new Socket("127.0.0.1", console.port())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        }
    }

    @Test
    void theTokenIsRandomUnlessItIsGiven() throws IOException {
        try (HttpConsole other = HttpConsole.open(ConsoleOptions.of(0), program);
                HttpConsole chosen = HttpConsole.open(ConsoleOptions.of(0).withToken("chosen-by-the-user"), program)) {
            assertNotEquals(tokenOf(console), tokenOf(other));
            assertTrue(tokenOf(other).length() * 6 >= 128, other.url()); // six bits a character
            assertEquals("chosen-by-the-user", tokenOf(chosen));
            assertFalse(chosen.toString().contains("chosen-by-the-user"));
        }
    }

    @Test
    void itListensOnLoopbackOnlyUnlessItIsTold() throws Exception {
        Optional<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
        assumeTrue(outside.isPresent(), "this machine has no other address");
        assertTrue(console.url().startsWith("http://127.0.0.1:"));
        assertThrows(ConnectException.class, () -> new Socket(outside.get(), console.port()).close());
        try (HttpConsole everywhere = HttpConsole.open(ConsoleOptions.of(0).withHost("0.0.0.0"), program)) {
            new Socket(outside.get(), everywhere.port()).close();
            assertTrue(everywhere.url().startsWith("http://127.0.0.1:"), everywhere.url());
        }
    }

    @Test
    void aTakenPortIsAFailure() {
        assertThrows(BindException.class, () -> HttpConsole.open(ConsoleOptions.of(console.port()), program));
    }

    @Test
    void stateIsWholeThenNew() throws Exception {
        program.tasks = MadeUp.sleepers(2);
        Map<String, Object> first = json("state");
        assertEquals(true, first.get("whole"));
        assertEquals(2, tasksIn(first).size());
        Map<String, Object> second = json("state?since=" + first.get("version"));
        assertEquals(false, second.get("whole"));
        assertEquals(List.of(), second.get("tasks"));
    }

    @Test
    void aTaskIsAnArrayOfWhatThePageReads() throws Exception {
        program.tasks = MadeUp.sleepers(1);
        long now = MadeUp.NOW.toEpochMilli();
        List<?> task = (List<?>) tasksIn(json("state")).getFirst();
        List<Object> expected = new ArrayList<>(List.of(1, 1, "task-1", "WAITING", 0, now - 10_000, now - 5_000));
        expected.add(null); // in no group
        expected.add(null); // at the top
        expected.addAll(List.of("sleep", "1 h", 1, List.of()));
        assertEquals(expected, task);
    }

    @Test
    void whatIsLongIsPacked() throws Exception {
        program.tasks = MadeUp.sleepers(1_000);
        HttpResponse<byte[]> packed = client.send(
                request(console.url() + "state")
                        .header("Accept-Encoding", "gzip, br")
                        .build(),
                BodyHandlers.ofByteArray());
        assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElseThrow());
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
        assertEquals(1_000, tasksIn(JSON.std.mapFrom(body)).size());
        assertTrue(packed.body().length * 4 < body.length);
    }

    @Test
    void oneTaskIsShownByItsNumber() throws Exception {
        program.tasks = MadeUp.sleepers(3);
        assertEquals(2, json("task?id=2").get("id"));
        assertEquals(404, get("task?id=4").statusCode());
        assertEquals(400, get("task").statusCode());
        assertEquals(400, get("task?id=two").statusCode());
        assertEquals(400, get("state?since=99999999999999999999").statusCode());
    }

    @Test
    void aSourceThatFailsIsAnAnswer() throws Exception {
        program.failure = new IllegalStateException("out of order");
        HttpResponse<String> answer = get("state");
        assertEquals(500, answer.statusCode());
        assertEquals("java.lang.IllegalStateException: out of order\n", answer.body());
        assertGuarded(answer);
    }

    /** What any program of this machine can send, which does not know the token. */
    @ParameterizedTest
    @ValueSource(strings = {"", "GET /", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX", "POST / HTTP/1.1\r\nHost: x\r\n"})
    void requestsThatDoNotEndKeepNobodyFromAnAnswer(String begun) throws Exception {
        List<Socket> unfinished = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * Limits.USUAL.connections(); i++) unfinished.add(sent(begun));
            assertEquals(200, get("").statusCode());
            try (Socket last = sent("GET / HTTP/1.1\r\n\r\n")) {
                assertTrue(answerOn(last).startsWith("HTTP/1.1 403"));
            }
        } finally {
            for (Socket socket : unfinished) socket.close();
        }
    }

    @Test
    void theGateDoesNotWaitForTheBody() throws Exception {
        List<Socket> unfinished = new ArrayList<>();
        for (int i = 0; i < 10; i++)
            unfinished.add(sent("POST / HTTP/1.1\r\nHost: attacker.example\r\nContent-Length: 1000000000\r\n\r\nabc"));
        for (Socket socket : unfinished) {
            assertTrue(answerOn(socket).startsWith("HTTP/1.1 405"));
            socket.close();
        }
        assertEquals(0, program.dumps.get());
    }

    @Test
    void aHeadThatTakesTooLongIsCutOff() throws Exception {
        Limits limits = new Limits(10, 10, Duration.ofMillis(10), Duration.ofSeconds(20));
        try (HttpConsole impatient = HttpConsole.open(ConsoleOptions.of(0), program, limits);
                Socket slow = new Socket("127.0.0.1", impatient.port())) {
            assertEquals(-1, slow.getInputStream().read());
        }
    }

    @Test
    void readersThatStopKeepNobodyFromAnAnswer() throws Exception {
        program.tasks = MadeUp.sleepers(40_000);
        String path = URI.create(console.url()).getPath();
        List<Socket> stopped = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", console.port()));
            write(socket, "GET " + path + "dump.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            stopped.add(socket);
        }
        for (Socket socket : stopped) assertEquals('H', socket.getInputStream().read()); // the answer is on its way
        assertEquals(200, get("task?id=1").statusCode());
        for (Socket socket : stopped) socket.close();
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        String host = "\r\nHost: 127.0.0.1\r\n";
        String path = URI.create(console.url()).getPath();
        assertRefused(400, "\u0001\u0002\u0003\r\n\r\n");
        assertRefused(400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertRefused(400, "GET " + path + "\0 HTTP/1.1" + host + "\r\n");
        assertRefused(400, "GET " + path + " HTTP/1.1" + host + "no header\r\n\r\n");
        assertRefused(400, "GET " + path + " HTTP/1.1" + host + " folded: x\r\n\r\n");
        assertRefused(403, "GET http://127.0.0.1" + path + "state HTTP/1.1" + host + "\r\n");
        assertRefused(405, "OPTIONS * HTTP/1.1" + host + "\r\n");
        assertRefused(405, "CONNECT attacker.example:443 HTTP/1.1" + host + "\r\n");
        assertRefused(431, "GET /" + "y".repeat(1 << 17) + " HTTP/1.1" + host + "\r\n");
        assertRefused(431, "GET " + path + " HTTP/1.1" + host + "X: " + "y".repeat(1 << 19) + "\r\n\r\n");
        assertEquals(0, program.dumps.get());
    }

    private void assertRefused(int status, String request) throws IOException {
        try (Socket socket = sent(request)) {
            String answer = answerOn(socket);
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        }
    }

    private Socket sent(String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", console.port());
        write(socket, request);
        return socket;
    }

    private static void write(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(UTF_8));
    }

    private static String answerOn(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void closedItAnswersNoMore() {
        console.close();
        console.close();
        assertThrows(IOException.class, () -> get(""));
        assertEquals(1, program.rests.get());
    }

    /** Or a program with a console would not end. */
    @Test
    void itsThreadsDoNotKeepTheJvmAlive() throws Exception {
        get("state");
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pirn-console"))
                .toList();
        assertTrue(threads.size() >= 2, threads::toString);
        for (Thread thread : threads) assertTrue(thread.isDaemon(), thread::getName);
    }

    private static List<?> tasksIn(Map<String, Object> state) {
        return assertInstanceOf(List.class, state.get("tasks"));
    }

    private static void assertGuarded(HttpResponse<String> answer) {
        assertEquals("no-store", header(answer, "Cache-Control"));
        assertEquals("nosniff", header(answer, "X-Content-Type-Options"));
        assertEquals("no-referrer", header(answer, "Referrer-Policy"));
        assertEquals("DENY", header(answer, "X-Frame-Options"));
        assertEquals("same-origin", header(answer, "Cross-Origin-Resource-Policy"));
        String policy = header(answer, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none';"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals(Optional.empty(), answer.headers().firstValue("Access-Control-Allow-Origin"));
    }

    private Map<String, Object> json(String name) throws Exception {
        HttpResponse<String> answer = get(name);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("application/json", header(answer, "Content-Type"));
        return JSON.std.mapFrom(answer.body());
    }

    private HttpResponse<String> get(String name) throws Exception {
        return send(request(console.url() + name));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address));
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String tokenOf(HttpConsole console) {
        return URI.create(console.url()).getPath().replace("/", "");
    }
}
