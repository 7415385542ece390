package dev.pirn;

/**
 * Run: keeps the word that all producers write to on a cache line of its own: the loop's fields, which it writes to in
 * every step, may lie in the object before or after, and a line that two threads write to goes to and fro between their
 * cores. The JVM lays out the fields of a superclass before those of a subclass, and fields of one size without gaps.
 */
@SuppressWarnings({"unused", "UnusedVariable", "MultiVariableDeclaration"}) // they only take room
final class Padded {

    private Padded() {}

    /** 128 bytes: two lines, because some processors fetch lines in pairs. */
    abstract static class Before {
        private int a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;
        private int a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31;
    }

    /** The word, and what producers read with it. */
    abstract static class Tail extends Before {
        /** Marks, and above them the number of places that were ever claimed. */
        volatile long tail;

        /** The array in which places are claimed now, or the one before. */
        volatile Inbox.Chunk last;

        Tail(long tail, Inbox.Chunk last) {
            this.tail = tail;
            this.last = last;
        }
    }

    /** 128 bytes again. */
    abstract static class After extends Tail {
        private int b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14, b15;
        private int b16, b17, b18, b19, b20, b21, b22, b23, b24, b25, b26, b27, b28, b29, b30, b31;

        After(long tail, Inbox.Chunk last) {
            super(tail, last);
        }
    }
}
