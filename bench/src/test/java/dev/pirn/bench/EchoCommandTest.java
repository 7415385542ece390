package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the server in a process of its own, as benchmarks do: it ends by being killed. */
class EchoCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "streams"})
    void everythingComesBack(String style) throws Exception {
        Process pirn = pirn("bench-server", "echo", "--port", "0", "--style", style, "--loop", "nio")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = pirn.inputReader();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = Integer.parseInt(said.readLine().replace("ready ", ""));
            Future<?> first = threads.submit(() -> assertEchoes(port, 1));
            Future<?> second = threads.submit(() -> assertEchoes(port, 2));
            first.get();
            second.get();
        } finally {
            pirn.destroyForcibly().waitFor();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli pirn = Cli.run("bench-server", "echo", "--port", taken.getLocalPort());
            assertEquals(1, pirn.exitCode());
            assertTrue(pirn.err().contains("127.0.0.1:" + taken.getLocalPort()), pirn.err());
            assertEquals(1, pirn.err().lines().count(), pirn.err());
        }
    }

    /** Far more than all buffers between here and there hold, so that writing must pause. */
    private static Void assertEchoes(int port, long seed) throws Exception {
        byte[] bytes = new byte[8_000_000];
        new Random(seed).nextBytes(bytes);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> write = () -> {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                return null;
            };
            Future<Void> written = threads.submit(write);
            InputStream in = socket.getInputStream();
            assertArrayEquals(bytes, in.readAllBytes());
            return written.get();
        }
    }

    private static ProcessBuilder pirn(String... args) {
        return new ProcessBuilder(Jvm.command(Jvm.PIRN, Main.class, args));
    }
}
