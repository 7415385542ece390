package dev.pirn.examples;

import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.util.List;

/**
 * The same program on each loop backend, by name, and what a program gets that names none.
 * In Python: {@code uvloop.run(main())} in place of {@code asyncio.run(main())}.
 * What it teaches: a faster loop is a jar on the class path; the program does not change.
 */
final class NativeLoops {

    private NativeLoops() {}

    static void main() {
        for (String name : List.of("nio", "epoll", "io_uring")) System.out.println(name + ": " + runOn(name));
        System.out.println("a program that names none gets " + Loops.choose().name());
    }

    private static String runOn(String name) {
        try (Runner runner = Runner.builder().loop(name).build()) {
            String echoed = runner.run(() -> echo("hello"));
            return "echoed " + echoed + " on " + runner.loop().backend();
        } catch (IllegalArgumentException e) {
            return "not here, " + e.getMessage();
        }
    }

    private static String echo(String line) throws IOException {
        try (TcpServer server = Tcp.listen("127.0.0.1", 0, stream -> stream.write(stream.readLine() + "\n"));
                TcpStream client = Tcp.connect("127.0.0.1", server.port())) {
            client.write(line + "\n");
            return String.valueOf(client.readLine());
        }
    }
}
