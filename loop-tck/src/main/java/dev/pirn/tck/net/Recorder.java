package dev.pirn.tck.net;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.net.Protocol;
import dev.pirn.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Notes down the calls of its transport: one entry a call, but one for all data between two others. */
class Recorder implements Protocol {

    final List<String> calls = new ArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Loop loop = Loop.current();
    private final Promise<@Nullable Void> lost = loop.promise();
    private Promise<@Nullable Void> news = loop.promise();
    private @Nullable Transport transport;
    private @Nullable IOException failure;

    Transport transport() {
        return Objects.requireNonNull(transport, "not connected yet");
    }

    /** {@return the failure that the loss was reported with} */
    @Nullable
    IOException failure() {
        return failure;
    }

    byte[] awaitReceived(int count) {
        while (received.size() < count) {
            news.await();
        }
        return received.toByteArray();
    }

    void awaitLost() {
        lost.await();
    }

    final void note(String call) {
        if (!call.equals("data") || calls.isEmpty() || !calls.getLast().equals(call)) {
            calls.add(call);
        }
        Promise<@Nullable Void> notification = news;
        news = loop.promise();
        notification.complete(null);
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        note("made");
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        received.writeBytes(bytes);
        note("data");
    }

    @Override
    public boolean eofReceived() {
        note("eof");
        return false;
    }

    @Override
    public void connectionLost(@Nullable IOException why) {
        failure = why;
        note("lost");
        lost.complete(null);
    }

    @Override
    public void pauseWriting() {
        note("pause");
    }

    @Override
    public void resumeWriting() {
        note("resume");
    }
}
