package dev.pirn.tck.scheduling;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What is logged while something runs. System loggers end in {@code java.util.logging} unless they are bound elsewhere.
 */
final class Logs {

    private Logs() {}

    /** {@return the warnings and errors of one logger, which are kept off the console} */
    static List<String> of(String name, Runnable action) {
        Logger logger = Logger.getLogger(name);
        Collector collector = new Collector();
        boolean toParents = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        logger.addHandler(collector);
        try {
            action.run();
        } finally {
            logger.removeHandler(collector);
            logger.setUseParentHandlers(toParents);
        }
        return collector.messages;
    }

    private static final class Collector extends Handler {

        private final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                messages.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
