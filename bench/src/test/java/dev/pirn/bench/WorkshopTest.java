package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class WorkshopTest {

    @TempDir
    private Path directory;

    @Test
    void everyPeerThatIsNotThereIsNamedAndTheOthersGoOn() throws IOException {
        List<Missing> missing = new ArrayList<>();
        List<EchoServer> servers = EchoServer.of(List.of("nio"), new Workshop(directory, ""), _ -> true, missing::add);

        assertEquals(
                List.of("pirn-nio-protocol", "pirn-nio-streams", "netty-nio", "vertx", "jdk-vthreads"),
                servers.stream().map(EchoServer::subject).toList());
        assertEquals(
                List.of(
                        "c-epoll",
                        "tokio",
                        "go",
                        "node",
                        "gevent",
                        "uvloop-protocol",
                        "uvloop-streams",
                        "asyncio-protocol",
                        "asyncio-streams"),
                missing.stream().map(Missing::peer).toList());
        for (Missing peer : missing) assertTrue(peer.toString().contains("apt-get install "), peer.toString());
        assertTrue(
                missing.get(2).toString().contains("there is no go on the PATH"),
                missing.get(2).toString());
    }

    @Test
    void whatIsNotWantedIsNotLookedFor() throws IOException {
        List<Missing> missing = new ArrayList<>();
        EchoServer.of(List.of("nio"), new Workshop(directory, ""), "netty-nio"::equals, missing::add);
        assertEquals(List.of(), missing);
    }

    @Test
    void aToolThatCannotBuildIsNamedWithItsLog() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path gcc = Files.writeString(bin.resolve("gcc"), "#!/bin/sh\necho no headers; exit 1\n");
        assertTrue(gcc.toFile().setExecutable(true));

        Workshop workshop = new Workshop(directory, bin.toString());
        Absent failure = assertThrows(Absent.class, () -> workshop.c("echo_epoll.c"));

        Missing missing = failure.missing("c-epoll");
        assertTrue(missing.why().contains("gcc cannot build echo_epoll.c; see "), missing.why());
        Path log = Path.of(missing.why().substring(missing.why().indexOf("see ") + 4));
        assertEquals("no headers\n", Files.readString(log));
    }

    @Test
    void coresAreReadAsTheKernelWritesThem() {
        assertEquals(List.of(0, 1, 2, 3, 8), Cores.parse("0-3,8"));
        assertEquals(List.of(5), Cores.parse("5"));
    }
}
