package dev.pirn.tck.net;

import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.nio.channels.ClosedChannelException;

/** Ending one side of a stream while the other goes on. The callback layer's half is in {@link TransportsTck}. */
class HalfCloseTck {

    @LoopTest(io = true)
    void case112_theSendingSideEndsAfterEverythingThatWasWritten(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            byte[] sent = Pair.fill(near);
            group.spawn(near::shutdownOutput);
            assertArrayEquals(sent, far.readAll());
        })));
    }

    @LoopTest(io = true)
    void case112_thePeerCanStillAnswer(LoopCase loops) {
        byte[] answer = Data.random(2_000, loops.seed());
        loops.run(() -> Pair.connected((near, far) -> {
            near.write("question");
            near.shutdownOutput();
            assertEquals("question", Data.text(far.readAll()));
            far.write(answer);
            far.shutdownOutput();
            assertArrayEquals(answer, near.readAll());
            assertFalse(near.isClosed());
        }));
    }

    @LoopTest(io = true)
    void case112_endingTwiceIsFineAndWritingAfterwardsIsNot(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> {
            near.shutdownOutput();
            for (int i = 0; i < 100; i++) {
                near.shutdownOutput();
            }
            near.flush();
            assertThrows(ClosedChannelException.class, () -> near.write("x"));
            assertEquals(0, far.readAll().length);
            far.write("still");
            assertEquals("still", Data.text(near.readExactly(5)));
            near.close();
        }));
    }

    @LoopTest(io = true)
    void case112_aCancelledEndIsNoEnd(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> TaskGroup.run(group -> {
            byte[] sent = Pair.fill(near);
            CancelScope scope = new CancelScope();
            Task<?> ending = group.spawn(() -> scope.run(near::shutdownOutput));
            yieldNow();
            scope.cancel("changed our mind");
            ending.await();
            assertTrue(scope.cancelCaught());
            near.write("more");
            assertArrayEquals(sent, far.readExactly(sent.length));
            assertEquals("more", Data.text(far.readExactly(4)));
        })));
    }

    @LoopTest(io = true)
    void aReaderWaitsOnWhileItsOwnSideHasEnded(LoopCase loops) {
        loops.run(() -> Pair.connected((near, far) -> TaskGroup.run(group -> {
            Task<byte[]> reader = group.spawn(() -> near.readExactly(3));
            yieldNow();
            near.shutdownOutput();
            far.write("abc");
            assertEquals("abc", Data.text(reader.await()));
        })));
    }
}
