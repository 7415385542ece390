import dev.pirn.console.HttpConsoleProvider;
import dev.pirn.observe.ConsoleProvider;
import org.jspecify.annotations.NullMarked;

/** The page that shows what loops are doing. It is found by its service and exports nothing. */
@NullMarked
module dev.pirn.console {
    requires com.fasterxml.jackson.core;
    requires dev.pirn;
    requires static org.jspecify;

    provides ConsoleProvider with
            HttpConsoleProvider;
}
