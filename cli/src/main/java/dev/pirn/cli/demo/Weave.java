package dev.pirn.cli.demo;

import java.util.List;

/**
 * How the threads of a cloth cross, and in which colours. Threads are written as letters, one a thread, and repeat: I
 * indigo, L linen, M madder, W weld, G moss green, C charcoal, S sky, R rose.
 */
enum Weave {
    HERRINGBONE("C", "L", (column, row) -> (column / 8 % 2 == 0 ? column + row : row + 7 - column % 8) % 4 < 2),
    HOUNDSTOOTH("IIIILLLL", "IIIILLLL", Binding.TWILL),
    DIAMOND("G", "WWLL", (column, row) -> (Math.abs(column % 16 - 8) + Math.abs(row % 16 - 8)) % 4 < 2),
    TARTAN("MMMMMMMMIIIIWIIIIGGGG", "MMMMMMMMIIIIWIIIIGGGG", Binding.TWILL),
    GINGHAM("SSSSSSSSLLLLLLLL", "SSSSSSSSLLLLLLLL", Binding.PLAIN),
    BASKET("SSLL", "IISS", (column, row) -> (column / 2 + row / 2) % 2 == 0),
    SATIN("RRRRL", "M", (column, row) -> (column * 2 + row) % 5 != 0);

    /** Says which thread lies on top at a crossing. */
    @FunctionalInterface
    private interface Binding {

        Binding PLAIN = (column, row) -> (column + row) % 2 == 0;
        Binding TWILL = (column, row) -> (column + row) % 4 < 2;

        boolean isWarpOnTop(int column, int row);
    }

    private final String warp;
    private final String weft;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that holds nothing
    private final Binding binding;

    Weave(String warp, String weft, Binding binding) {
        this.warp = warp;
        this.weft = weft;
        this.binding = binding;
    }

    /** {@return a weave, another one for each index until all have had their turn} */
    static Weave number(int index) {
        List<Weave> all = List.of(values());
        return all.get(index % all.size());
    }

    /** {@return whether the lengthwise thread lies on top at this crossing} */
    boolean isWarpOnTop(int column, int row) {
        return binding.isWarpOnTop(column, row);
    }

    /** {@return the colour of the thread that is seen at this crossing, as 0xRRGGBB} */
    int color(int column, int row) {
        return isWarpOnTop(column, row)
                ? dye(warp.charAt(column % warp.length()))
                : dye(weft.charAt(row % weft.length()));
    }

    private static int dye(char thread) {
        return switch (thread) {
            case 'I' -> 0x2B3A67;
            case 'L' -> 0xE8DCC4;
            case 'M' -> 0xA63D2F;
            case 'W' -> 0xD9A441;
            case 'G' -> 0x4F7052;
            case 'C' -> 0x3A3A42;
            case 'S' -> 0x7FA8C9;
            case 'R' -> 0xC98B8B;
            default -> throw new IllegalArgumentException("no dye for thread " + thread);
        };
    }
}
