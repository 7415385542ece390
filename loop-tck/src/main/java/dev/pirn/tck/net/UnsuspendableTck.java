package dev.pirn.tck.net;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Task;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine of the engine {@code loop} cannot be suspended below a native frame, so a read or write that would have
 * to wait fails there. The driver may have the buffer for a while longer, and no other connection may get it meanwhile.
 */
class UnsuspendableTck {

    private static final int MUCH = 1_000_000;

    /** What is done below a native frame. */
    @FunctionalInterface
    private interface Use {

        void with() throws IOException;
    }

    /** Called by native code: {@code qsort} of two elements compares them. */
    private static final class Below {

        private final Use use;
        private @Nullable Throwable thrown;

        Below(Use use) {
            this.use = use;
        }

        /** {@return what it threw there; null if it could wait} */
        static @Nullable Throwable run(Use use) {
            Below below = new Below(use);
            try {
                below.sort();
            } catch (Throwable failure) {
                throw new AssertionError("qsort cannot be called", failure);
            }
            return below.thrown;
        }

        @SuppressWarnings("unused") // called by its name
        int compare(MemorySegment one, MemorySegment two) {
            try {
                use.with();
            } catch (Throwable failure) { // it must not reach native code
                thrown = failure;
            }
            return one.equals(two) ? 0 : 1;
        }

        @SuppressWarnings("restricted") // tests have native access
        private void sort() throws Throwable {
            Linker linker = Linker.nativeLinker();
            MethodHandle sort = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("qsort"),
                    FunctionDescriptor.ofVoid(
                            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
            MethodHandle compare = MethodHandles.lookup()
                    .bind(this, "compare", MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment callback = linker.upcallStub(
                        compare,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                        arena);
                sort.invokeExact(arena.allocate(2), 2L, 1L, callback);
            }
        }
    }

    private static void assertCannotWait(Use use) {
        Throwable thrown = Below.run(use);
        assertTrue(thrown instanceof IllegalStateException, () -> "it waited, or failed otherwise: " + thrown);
    }

    /** On a ring the failed read takes the bytes with the next poll, before the write below is sent. */
    @LoopTest(io = true, coroutines = "loop")
    void theBufferOfAReadGoesToNoOtherConnectionMeanwhile(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> Pair.connected((other, otherFar) -> {
            assertCannotWait(() -> near.read(1)); // has registered, where that is needed
            yieldNow();
            far.write("XXXX");
            far.flush();
            Throwable failed = Below.run(() -> near.read(4));
            other.write("YYYY");
            other.flush();
            assertEquals("YYYY", text(otherFar));
            if (failed != null) assertEquals("XXXX", text(near));
        })));
    }

    @LoopTest(io = true, coroutines = "loop")
    void whatArrivesAfterAFailedReadIsForTheNextOne(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            for (int i = 0; i < 3; i++) {
                assertCannotWait(() -> near.read(4));
                far.write("line " + i + "\n");
                far.flush();
                assertEquals("line " + i, near.readLine());
            }
        }));
    }

    @LoopTest(io = true, coroutines = "loop")
    void aRecordThatHasBegunGoesOn(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            far.write("li");
            far.flush();
            assertCannotWait(near::readLine);
            far.write("ne\n");
            far.flush();
            assertEquals("line", near.readLine());
            far.shutdownOutput();
            assertEquals(0, near.read(1).length);
        }));
    }

    @LoopTest(io = true, coroutines = "loop")
    void aResetAfterAFailedReadIsThatOfTheNext(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            assertCannotWait(() -> near.read(4));
            far.abort();
            assertThrows(IOException.class, () -> near.read(4));
        }));
    }

    @LoopTest(io = true, coroutines = "loop")
    void aFailedWriteOfALentBufferLeavesNothingOfItBehind(LoopCase loops) {
        loops.run(() -> Pair.tight((near, far) -> {
            ByteBuffer lent = ByteBuffer.allocateDirect(MUCH);
            while (lent.hasRemaining()) lent.put((byte) 'a');
            lent.flip();
            assertCannotWait(() -> near.write(lent));
            Task<?> rest = spawn(() -> {
                near.write("b");
                near.shutdownOutput();
            });
            byte[] arrived = far.readAll();
            rest.await();
            assertTrue(arrived.length < MUCH, "the rest of the buffer was sent");
            assertEquals('b', arrived[arrived.length - 1]);
            byte[] sent = Arrays.copyOf(arrived, arrived.length - 1);
            byte[] expected = new byte[sent.length];
            Arrays.fill(expected, (byte) 'a');
            assertArrayEquals(expected, sent);
            assertFalse(near.isClosed());
        }));
    }

    private static String text(TcpStream stream) throws IOException {
        return Data.text(stream.readExactly(4));
    }
}
