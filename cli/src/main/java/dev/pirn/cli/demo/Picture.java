package dev.pirn.cli.demo;

import dev.pirn.cli.download.Checksums;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A picture to serve. */
final class Picture {

    private final String name;
    private final byte[] png;
    private final String sha256;

    private Picture(String name, byte[] png) {
        this.name = name;
        this.png = png;
        this.sha256 = Checksums.sha256(png);
    }

    /** {@return so many pictures, woven on all processors; blocks the caller for some 50 ms a picture} */
    static List<Picture> weave(int count, int width, int height) {
        ImageIO.setUseCache(false); // the cache would be a file, for a picture that fits into memory
        Loom loom = new Loom(width, height);
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> weave(loom, i))
                .toList();
    }

    private static Picture weave(Loom loom, int index) {
        Weave weave = Weave.number(index);
        String name = String.format(
                Locale.ROOT, "%02d-%s.png", index + 1, weave.name().toLowerCase(Locale.ROOT));
        return new Picture(name, loom.weave(weave));
    }

    /** {@return its file name} */
    String name() {
        return name;
    }

    /** {@return how many bytes it has} */
    int size() {
        return png.length;
    }

    /** {@return the digest that a downloaded file must have} */
    String sha256() {
        return sha256;
    }

    /** {@return a part of its bytes, for a network that delivers slowly} */
    ByteBuffer slice(int from, int to) {
        return ByteBuffer.wrap(png, from, to - from).asReadOnlyBuffer();
    }
}
