package dev.pirn.cli.attach;

import java.io.IOException;
import java.io.InputStream;

/** The parts of one answer, put together. */
final class Answer extends InputStream {

    /** What {@code dev.pirn.attach} promises. */
    private static final int LONGEST_PART = 1 << 16;

    private static final int LONGEST_LENGTH = 20;

    private final Wire wire;
    private final long most;
    private long taken;
    private int left;
    private boolean isOver;

    /** @param most so many bytes may come at most */
    Answer(Wire wire, long most) {
        this.wire = wire;
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int wanted) throws IOException {
        if (wanted == 0) return 0;
        if (left == 0) nextPart();
        if (isOver) return -1;
        int count = wire.read(to, from, Math.min(wanted, left));
        left -= count;
        return count;
    }

    private void nextPart() throws IOException {
        if (isOver) return;
        left = length(wire.line(LONGEST_LENGTH));
        isOver = left == 0;
        taken += left;
        if (taken > most) throw new IOException("its answer is longer than " + (most >> 20) + " MiB");
    }

    private static int length(String line) throws IOException {
        try {
            int length = Integer.parseInt(line);
            if (length >= 0 && length <= LONGEST_PART) return length;
        } catch (NumberFormatException e) {
            throw new IOException("its answer is not as Pirn's: a part of length '" + line + "'", e);
        }
        throw new IOException("its answer is not as Pirn's: a part of " + line + " bytes");
    }
}
