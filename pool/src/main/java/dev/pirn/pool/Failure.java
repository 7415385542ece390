package dev.pirn.pool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An exception on its way from a worker: serialized if it can be, and its outline in any case, for the JVM that cannot
 * read it. Written by hand, so that no filter of the user's is in the way.
 */
final class Failure {

    private static final int MOST_CAUSES = 20;

    /** The exception, serialized; empty if it cannot be. */
    private final byte[] exact;

    /** The exception and its causes. */
    private final List<Outline> outlines;

    private Failure(byte[] exact, List<Outline> outlines) {
        this.exact = exact;
        this.outlines = outlines;
    }

    /** What is left of an exception that cannot travel. */
    record Outline(String text, List<StackTraceElement> trace) {}

    static Failure of(Throwable failure) {
        List<Outline> outlines = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = failure; t != null && seen.add(t) && seen.size() <= MOST_CAUSES; t = t.getCause()) {
            outlines.add(new Outline(textOf(t), List.of(t.getStackTrace())));
        }
        return new Failure(exact(failure), outlines);
    }

    private static String textOf(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error e) {
            return failure.getClass().getName();
        }
    }

    private static byte[] exact(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Wire.write(failure, bytes);
            return bytes.toByteArray();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return new byte[0];
        }
    }

    void writeTo(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        writeBytes(data, exact);
        data.writeInt(outlines.size());
        for (Outline outline : outlines) {
            writeText(data, outline.text);
            data.writeInt(outline.trace.size());
            for (StackTraceElement frame : outline.trace) writeFrame(data, frame);
        }
        data.flush();
    }

    static Failure readFrom(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        byte[] exact = readBytes(data);
        List<Outline> outlines = new ArrayList<>();
        int count = data.readInt();
        if (count < 0 || count > MOST_CAUSES) throw new ProtocolException("a failure with " + count + " causes");
        for (int left = count; left > 0; left--) {
            String text = readText(data);
            List<StackTraceElement> trace = new ArrayList<>();
            for (int frames = data.readInt(); frames > 0; frames--) trace.add(readFrame(data));
            outlines.add(new Outline(text, trace));
        }
        return new Failure(exact, outlines);
    }

    private static void writeFrame(DataOutputStream out, StackTraceElement frame) throws IOException {
        writeText(out, frame.getClassName());
        writeText(out, frame.getMethodName());
        writeText(out, frame.getFileName() == null ? "" : frame.getFileName());
        out.writeInt(frame.getLineNumber());
    }

    private static StackTraceElement readFrame(DataInputStream in) throws IOException {
        String type = readText(in);
        String method = readText(in);
        String file = readText(in);
        return new StackTraceElement(type, method, file.isEmpty() ? null : file, in.readInt());
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) throw new ProtocolException("a failure with " + length + " bytes");
        byte[] bytes = in.readNBytes(length); // no more is allocated than arrives
        if (bytes.length < length) throw new ProtocolException("a failure that is cut off");
        return bytes;
    }

    /**
     * {@return the exception, with the stack trace that it has in the worker, or what stands in for it}
     *
     * @param where the worker, which the exception names as suppressed
     */
    Throwable toThrowable(Wire wire, String where) {
        Throwable failure;
        try {
            failure = exact.length == 0 ? standIn("it is not serializable") : read(wire);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            failure = standIn(e.toString());
        }
        failure.addSuppressed(new WorkerTrace(where));
        return failure;
    }

    private Throwable read(Wire wire) throws IOException, ClassNotFoundException {
        Object read = wire.read(new ByteArrayInputStream(exact));
        return read instanceof Throwable exception ? exception : standIn("it is a " + read);
    }

    private WorkerException standIn(String reason) {
        @Nullable WorkerException standIn = null;
        for (int i = outlines.size() - 1; i >= 0; i--) {
            String note = i == 0 ? " (cannot be read here: " + reason + ")" : "";
            standIn = new WorkerException(outlines.get(i).text + note, standIn);
            standIn.setStackTrace(outlines.get(i).trace.toArray(StackTraceElement[]::new));
        }
        return standIn == null ? new WorkerException("an exception without a name", null) : standIn;
    }
}
