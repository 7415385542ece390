package dev.pirn.net;

/**
 * Finds the end of a message in bytes that arrive piece by piece. Of several separators the match that ends first wins,
 * so the answer does not depend on how the bytes were cut; among those that end together, the longest.
 */
final class Separators {

    private final byte[][] separators;
    private final int longest;

    Separators(byte[]... separators) {
        if (separators.length == 0) throw new IllegalArgumentException("no separator given");
        int max = 0;
        for (byte[] separator : separators) {
            if (separator.length == 0) throw new IllegalArgumentException("an empty separator");
            max = Math.max(max, separator.length);
        }
        this.separators = separators;
        this.longest = max;
    }

    int longest() {
        return longest;
    }

    /**
     * {@return how many bytes the first message has, separator included; -1 if its end is not there yet} An earlier
     * search has seen so many of the bytes, in vain.
     */
    int end(byte[] bytes, int from, int to, int searched) {
        for (int i = from + searched; i < to; i++) {
            if (lengthBefore(bytes, from, i + 1) > 0) return i + 1 - from;
        }
        return -1;
    }

    /** {@return the length of the longest separator that ends at an index; 0 if none does} */
    int lengthBefore(byte[] bytes, int from, int end) {
        int found = 0;
        byte last = bytes[end - 1];
        for (byte[] separator : separators) {
            int length = separator.length;
            if (separator[length - 1] == last && length > found && endsWith(bytes, from, end, separator)) {
                found = length;
            }
        }
        return found;
    }

    private static boolean endsWith(byte[] bytes, int from, int end, byte[] separator) {
        int start = end - separator.length;
        if (start < from) return false;
        for (int i = 0; i < separator.length; i++) {
            if (bytes[start + i] != separator[i]) return false;
        }
        return true;
    }
}
