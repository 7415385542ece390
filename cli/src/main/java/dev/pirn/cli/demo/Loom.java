package dev.pirn.cli.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Weaves pictures: every thread is drawn round, dips under the threads that cross above it, and is a little fuzzy. */
final class Loom {

    private static final int THREAD_PIXELS = 7;
    private static final int FUZZ = 9;

    /** How bright a thread is at each of its pixels: first index across the thread, second along it. */
    private static final double[][] LIGHT = new double[THREAD_PIXELS][THREAD_PIXELS];

    static {
        for (int across = 0; across < THREAD_PIXELS; across++) {
            for (int along = 0; along < THREAD_PIXELS; along++) {
                double round = 0.45 + 0.55 * Math.sqrt(1 - square(offCenter(across)));
                LIGHT[across][along] = round * (1 - 0.2 * square(offCenter(along)));
            }
        }
    }

    private final int width;
    private final int height;

    /** Weaves pictures of this size, in pixels. */
    Loom(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** {@return a PNG of the cloth; the same bytes each time on the same JDK} */
    byte[] weave(Weave weave) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) pixels[i] = pixel(weave, i % width, i / width);
        BufferedImage cloth = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        cloth.getRaster().setDataElements(0, 0, width, height, pixels);
        return png(cloth);
    }

    private static int pixel(Weave weave, int x, int y) {
        int column = x / THREAD_PIXELS;
        int row = y / THREAD_PIXELS;
        int inColumn = x % THREAD_PIXELS;
        int inRow = y % THREAD_PIXELS;
        double light = weave.isWarpOnTop(column, row) ? LIGHT[inColumn][inRow] : LIGHT[inRow][inColumn];
        return shaded(weave.color(column, row), light, fuzz(x, y));
    }

    /** {@return where in its thread a pixel lies, from -1 at one edge to 1 at the other} */
    private static double offCenter(int pixel) {
        return (pixel + 0.5) * 2 / THREAD_PIXELS - 1;
    }

    private static double square(double value) {
        return value * value;
    }

    /** A hash instead of a random number, so that a picture is the same each time. */
    private static int fuzz(int x, int y) {
        int hash = (x * 0x9E3779B1 ^ y * 0x85EBCA6B) * 0xC2B2AE35;
        return Math.floorMod(hash >>> 16, 2 * FUZZ + 1) - FUZZ;
    }

    private static int shaded(int color, double light, int fuzz) {
        int red = channel(color >> 16, light, fuzz);
        int green = channel(color >> 8, light, fuzz);
        int blue = channel(color, light, fuzz);
        return red << 16 | green << 8 | blue;
    }

    private static int channel(int color, double light, int fuzz) {
        return Math.clamp(Math.round((color & 0xFF) * light) + fuzz, 0, 255);
    }

    private static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, "png", bytes)) throw new IllegalStateException("this JDK cannot write PNG");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into memory", e);
        }
        return bytes.toByteArray();
    }
}
