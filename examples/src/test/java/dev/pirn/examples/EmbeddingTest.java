package dev.pirn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.BackgroundLoop;
import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.examples.embed.JdkHttpServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of {@code docs/embedding.md}: what they show is code that runs. */
class EmbeddingTest {

    private static final int REQUESTS = 20;

    @Test
    void theJdksHttpServerRunsItsRequestsOnOneLoop() throws Exception {
        try (JdkHttpServer server = new JdkHttpServer(0)) {
            for (String answer : ask(server.port())) assertEquals("hello, world\n", answer);
        }
    }

    @Test
    void theRecipeIsTheProgram() throws IOException {
        String page = Files.readString(Path.of("../docs/embedding.md"));
        String source = Files.readString(Path.of("src/main/java/dev/pirn/examples/embed/JdkHttpServer.java"));
        String shown = page.split("## The JDK's HTTP server", 2)[1]
                .split("```java\n", 2)[1]
                .split("```", 2)[0];
        for (String line : shown.lines().map(String::strip).toList()) {
            assertTrue(source.lines().anyMatch(s -> s.strip().equals(line)), "not in JdkHttpServer.java: " + line);
        }
    }

    @Test
    void tomcatRunsItsRequestsOnOneLoop(@TempDir Path directory) throws Exception {
        Logger quiet = Logger.getLogger("org.apache");
        quiet.setLevel(Level.WARNING);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        var context = (StandardContext) tomcat.addContext("", directory.toString());
        context.setClearReferencesRmiTargets(false); // asks for one more flag
        Tomcat.addServlet(context, "loop", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                response.getWriter().print("on " + Loop.current().name());
            }
        });
        context.addServletMappingDecoded("/", "loop");
        try (BackgroundLoop loop = Loops.background("web")) {
            var protocol = (AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler();
            protocol.setExecutor(request -> loop.submit("request", request::run));
            tomcat.start();
            try {
                for (String answer : ask(tomcat.getConnector().getLocalPort())) assertEquals("on web", answer);
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
        }
    }

    /** Many at once, so that they have to take turns on the loop. */
    private static List<String> ask(int port) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .build();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++)
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            return answers.stream().map(answer -> answer.join().body()).toList();
        }
    }
}
