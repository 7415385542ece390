package dev.pirn.cli.live;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/** Reads keys, of which some arrive as several characters. */
final class Keys {

    static final int NONE = -2;
    static final int END = -1;
    static final int INTERRUPT = 3;
    static final int BACKSPACE = 127;
    static final int ENTER = 13;
    static final int ESCAPE = 27;
    static final int UP = 1_000_001;
    static final int DOWN = 1_000_002;
    static final int PAGE_UP = 1_000_003;
    static final int PAGE_DOWN = 1_000_004;

    /** What belongs to the key arrives at once; a person is slower. */
    private static final long SEQUENCE_MILLIS = 50;

    private final NonBlockingReader in;

    Keys(NonBlockingReader in) {
        this.in = in;
    }

    /** {@return a key; {@link #NONE} if none was pressed in time} */
    int read(long millis) throws IOException {
        int c = in.read(millis);
        if (c == '\n') return ENTER;
        if (c == '\b') return BACKSPACE;
        return c == ESCAPE ? sequence() : c;
    }

    private int sequence() throws IOException {
        int c = in.read(SEQUENCE_MILLIS);
        if (c != '[' && c != 'O') return ESCAPE;
        return switch (in.read(SEQUENCE_MILLIS)) {
            case 'A' -> UP;
            case 'B' -> DOWN;
            case '5' -> page(PAGE_UP);
            case '6' -> page(PAGE_DOWN);
            default -> NONE;
        };
    }

    private int page(int key) throws IOException {
        return in.read(SEQUENCE_MILLIS) == '~' ? key : NONE;
    }
}
