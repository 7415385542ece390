package dev.pirn.tck.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoFile;
import dev.pirn.spi.IoFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** Files of a driver that has its own way to them. */
class DriverFilesTck {

    /** More than a number of two bytes counts. */
    private static final int MANY = 70_000;

    /** An open file, and what is read from it. */
    @FunctionalInterface
    private interface Use {

        void of(IoFile file) throws IOException;
    }

    private static void withFile(DriverCase net, Use use) throws IOException {
        IoFiles files = net.driver().files();
        if (files == null) throw new TestAbortedException("threads read files for this driver");
        Path path = Files.createTempFile("pirn", "");
        try {
            Files.writeString(path, "x");
            RecordedCompletion done = new RecordedCompletion();
            IoFile file = files.open(path, Set.of(StandardOpenOption.READ), done);
            assertEquals(0, net.await(done));
            use.of(file);
            if (file.close(done) == IoDriver.PENDING) assertEquals(0, net.await(done));
            assertEquals(0, net.driver().openCount());
        } finally {
            Files.delete(path);
        }
    }

    private static List<RecordedCompletion> readMany(IoFile file, List<ByteBuffer> targets) throws IOException {
        List<RecordedCompletion> readers = new ArrayList<>();
        ByteBuffer memory = DriverCase.room(MANY);
        for (int i = 0; i < MANY; i++) {
            RecordedCompletion reader = new RecordedCompletion();
            ByteBuffer target = memory.slice(i, 1);
            assertEquals(IoDriver.PENDING, file.read(target, 0, reader));
            targets.add(target);
            readers.add(reader);
        }
        return readers;
    }

    @DriverTest
    void anyNumberOfReadsMayBeUnderWay(DriverCase net) throws IOException {
        withFile(net, file -> {
            List<ByteBuffer> targets = new ArrayList<>();
            List<RecordedCompletion> readers = readMany(file, targets);
            net.settle();
            for (int i = 0; i < MANY; i++) {
                assertEquals(List.of(1), readers.get(i).answers());
                assertEquals('x', targets.get(i).get(0));
            }
        });
    }

    @DriverTest
    void anyNumberOfReadsCanBeCancelled(DriverCase net) throws IOException {
        withFile(net, file -> {
            List<RecordedCompletion> readers = readMany(file, new ArrayList<>());
            readers.forEach(file::cancel);
            net.settle();
            for (RecordedCompletion reader : readers) {
                assertEquals(1, reader.answers().size());
                Object answer = reader.take();
                assertTrue(answer.equals(1) || answer.equals(IoDriver.CANCELLED), answer::toString);
            }
        });
    }
}
