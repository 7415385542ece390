package dev.pirn.pool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.pool.ProcessPool.Call;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Workers whose native code writes to the pool's connection, or closes it: a function runs once, and the next is
 * served.
 */
@EnabledOnOs(OS.LINUX)
class GarbageTest {

    private static ProcessPool pool;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        pool = ProcessPool.builder()
                .workers(1)
                .heapMebibytes(64)
                .jvmOptions("--enable-native-access=ALL-UNNAMED")
                .output(line -> {})
                .build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    enum Harm {
        TEXT,
        ZEROS,
        ONES,
        ONE_BYTE,
        HALF_A_LENGTH,
        HUGE_LENGTH,
        NEGATIVE_LENGTH,
        /** A header that fits, but for what only the two ends know; more bytes seem to follow. */
        PLAUSIBLE,
        MORE_THAN_A_BUFFER,
        CLOSE,
        SHUTDOWN_READING,
        SHUTDOWN_WRITING,
        SHUTDOWN
    }

    private static Call<String> harmful(Harm harm, String log, boolean returns) {
        return () -> {
            Files.writeString(Path.of(log), harm + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            for (int descriptor : sockets()) doHarm(harm, descriptor);
            if (!returns) new CountDownLatch(1).await();
            return "answered";
        };
    }

    private static void doHarm(Harm harm, int descriptor) {
        switch (harm) {
            case CLOSE -> call("close", descriptor);
            case SHUTDOWN_READING -> call("shutdown", descriptor, 0);
            case SHUTDOWN_WRITING -> call("shutdown", descriptor, 1);
            case SHUTDOWN -> call("shutdown", descriptor, 2);
            default -> write(descriptor, bytesOf(harm));
        }
    }

    private static byte[] bytesOf(Harm harm) {
        ByteBuffer frame = ByteBuffer.allocate(Link.HEADER);
        return switch (harm) {
            case TEXT -> "GARBAGE GARBAGE GARBAGE GARBAGE\n".getBytes(UTF_8);
            case ZEROS -> new byte[64];
            case ONES -> {
                byte[] ones = new byte[64];
                Arrays.fill(ones, (byte) -1);
                yield ones;
            }
            case ONE_BYTE -> new byte[1];
            case HALF_A_LENGTH -> new byte[2];
            case HUGE_LENGTH -> frame.putLong(0, 0).putInt(8, Integer.MAX_VALUE).array();
            case NEGATIVE_LENGTH -> frame.putInt(8, -1).array();
            case PLAUSIBLE ->
                frame.putInt(8, 100_000)
                        .putLong(12, 1)
                        .put(20, (byte) ('V' | 0x80))
                        .array();
            case MORE_THAN_A_BUFFER -> new byte[300_000];
            default -> throw new AssertionError(harm);
        };
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void aFunctionThatHarmsItsConnectionFailsOnce(Harm harm) throws Exception {
        Path log = directory.resolve("runs");
        CompletableFuture<String> harmed = pool.submit(harmful(harm, log.toString(), true));
        CompletableFuture<String> next = pool.submit(() -> "fine");
        try {
            assertEquals("answered", harmed.get(60, TimeUnit.SECONDS));
            assertEquals(Harm.SHUTDOWN_READING, harm); // the answer still goes out
        } catch (ExecutionException e) {
            assertInstanceOf(WorkerException.class, e.getCause());
        }
        assertEquals("fine", next.get(60, TimeUnit.SECONDS));
        assertEquals(List.of(harm.toString()), Files.readAllLines(log));
    }

    @ParameterizedTest
    @EnumSource(
            value = Harm.class,
            names = {
                "TEXT",
                "ZEROS",
                "ONES",
                "HUGE_LENGTH",
                "NEGATIVE_LENGTH",
                "PLAUSIBLE",
                "MORE_THAN_A_BUFFER",
                "SHUTDOWN"
            })
    void oneThatDoesNotReturnFailsAtOnce(Harm harm) throws Exception {
        Path log = directory.resolve("runs");
        WorkerException failure = failureOf(pool.submit(harmful(harm, log.toString(), false)));
        assertTrue(failure.toString().contains("worker 1 (pid "), failure::toString);
        assertEquals("fine", pool.submit(() -> "fine").get(60, TimeUnit.SECONDS));
        assertEquals(List.of(harm.toString()), Files.readAllLines(log));
    }

    @Test
    void theFailureSaysWhatHappened() {
        Path log = directory.resolve("runs");
        String message = failureOf(pool.submit(harmful(Harm.TEXT, log.toString(), false)))
                .toString();
        assertTrue(message.contains("sent what is no answer (not a frame"), message);
        assertTrue(message.contains("was killed"), message);
    }

    @Test
    void garbageBehindAnAnswerCostsTheNextFunctionNothing() throws Exception {
        long first = pool.submit(() -> ProcessHandle.current().pid()).get();
        Path go = directory.resolve("go");
        Path done = directory.resolve("done");
        String goes = go.toString();
        String tells = done.toString();
        pool.submit(() -> {
                    Thread.ofPlatform().daemon().start(() -> writeWhen(Path.of(goes), Path.of(tells)));
                })
                .get();
        Files.createFile(go);
        while (!Files.exists(done)) Thread.onSpinWait();
        long second = pool.submit(() -> ProcessHandle.current().pid()).get(60, TimeUnit.SECONDS);
        assertTrue(first != second, "the worker was not replaced");
    }

    private static void writeWhen(Path go, Path done) {
        try {
            while (!Files.exists(go)) Thread.onSpinWait();
            for (int descriptor : sockets()) write(descriptor, new byte[3]);
            Files.createFile(done);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aConnectionThatAGrandchildHoldsIsNotWaitedFor() throws Exception {
        Path pid = directory.resolve("pid");
        String file = pid.toString();
        try {
            failureOf(pool.submit(() -> {
                for (int descriptor : sockets()) call("fcntl", descriptor, 2, 0); // F_SETFD: not closed on exec
                shell("sleep 1000 & echo $! > " + file);
                Runtime.getRuntime().halt(9);
                return "never";
            }));
            assertEquals("fine", pool.submit(() -> "fine").get(60, TimeUnit.SECONDS));
        } finally {
            long sleeping = Long.parseLong(Files.readString(pid).strip());
            ProcessHandle.of(sleeping).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static WorkerException failureOf(CompletableFuture<?> future) {
        Throwable thrown = assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS));
        return assertInstanceOf(WorkerException.class, thrown.getCause());
    }

    // native code, in the worker

    /** The numbers of all sockets of this process. */
    private static List<Integer> sockets() throws IOException {
        List<Integer> found = new ArrayList<>();
        String[] names = new File("/proc/self/fd").list();
        if (names == null) return found;
        for (String name : names) {
            Path link = Path.of("/proc/self/fd", name);
            if (Files.isSymbolicLink(link)
                    && Files.readSymbolicLink(link).toString().startsWith("socket:")) found.add(Integer.parseInt(name));
        }
        return found;
    }

    private static void write(int descriptor, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            FunctionDescriptor type = FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
            Object _ = function("write", type)
                    .invoke(descriptor, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes), (long) bytes.length);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void shell(String line) {
        try (Arena arena = Arena.ofConfined()) {
            Object _ = function("system", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invoke(arena.allocateFrom(line));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void call(String name, Integer... arguments) {
        ValueLayout[] types = new ValueLayout[arguments.length];
        Arrays.fill(types, ValueLayout.JAVA_INT);
        try {
            Object _ = function(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, types))
                    .invokeWithArguments((Object[]) arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted") // that these descriptors fit the C library's functions is the test's promise
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
    }
}
