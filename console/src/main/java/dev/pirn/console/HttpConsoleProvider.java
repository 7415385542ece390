package dev.pirn.console;

import dev.pirn.observe.Console;
import dev.pirn.observe.ConsoleOptions;
import dev.pirn.observe.ConsoleProvider;
import java.io.IOException;

/** Serves consoles by HTTP. Found by its service. */
public final class HttpConsoleProvider implements ConsoleProvider {

    /** Created by the service loader. */
    public HttpConsoleProvider() {}

    @Override
    public Console open(ConsoleOptions options) throws IOException {
        return HttpConsole.open(options, new LiveSource());
    }
}
