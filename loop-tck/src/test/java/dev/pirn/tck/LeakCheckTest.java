package dev.pirn.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** What a test leaves behind fails it, and says what it was. */
class LeakCheckTest {

    private final LoopCase loops = new LoopCase(new LoopCase.Setting(new FakeProvider(), "baton", false, false, 1));

    @Test
    void aTestThatCleansUpPasses() {
        loops.run(() -> {
            IoSocket socket = Loop.current().driver().open(StandardProtocolFamily.INET);
            socket.close(false);
            Async.yieldNow();
        });
        loops.runVirtual(() -> Async.sleep(Duration.ofHours(1)));
        loops.handTurned().turn();
        loops.checkLeaks();
    }

    @Test
    void aRunnerThatIsNotClosed() {
        Runner runner = loops.builder().build();
        runner.run(() -> Async.yieldNow());
        assertLeak("a runner that was not closed");
        runner.close();
    }

    @Test
    void anOpenSocket() {
        loops.run(() -> Loop.current().driver().open(StandardProtocolFamily.INET));
        assertLeak("1 open sockets");
    }

    @Test
    void aPendingOperation() {
        loops.run(() -> {
            IoSocket socket = Loop.current().driver().open(StandardProtocolFamily.INET);
            socket.read(ByteBuffer.allocate(1), new Ignored());
        });
        assertLeak("1 pending operations");
    }

    @Test
    void aLiveTask() {
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            Promise<String> never = loop.promise();
            loop.spawn("stuck", () -> never.await());
            loops.settle(loop);
        }
        assertLeak("live task stuck");
    }

    @Test
    void aTimer() {
        loops.run(() -> Loop.current().callLater(Duration.ofHours(1), () -> {}));
        assertLeak("1 timers");
    }

    @Test
    void aReportThatNobodyExpected() {
        loops.run(() -> Loop.current().report("surprise", null, null));
        assertEquals(1, loops.reports().size());
        assertLeak("surprise");
    }

    @Test
    void aReportThatDidNotCome() {
        loops.expectReports(1);
        loops.run(() -> Async.yieldNow());
        assertLeak("reports: []");
    }

    @Test
    void aLoopThatNeverRests() {
        Loop loop = loops.handTurned();
        loop.callSoon(new Runnable() {
            @Override
            public void run() {
                loop.callSoon(this);
            }
        });
        assertThrows(AssertionFailedError.class, () -> loops.settle(loop));
    }

    private void assertLeak(String words) {
        AssertionFailedError leak = assertThrows(AssertionFailedError.class, loops::checkLeaks);
        assertTrue(String.valueOf(leak.getMessage()).contains(words), leak::toString);
    }

    private record Ignored() implements Completion {

        @Override
        public void completed(int result) {}

        @Override
        public void failed(IOException failure) {}
    }
}
