package dev.pirn.junit;

import dev.pirn.ErrorReport;
import dev.pirn.observe.Stall;
import java.time.Duration;
import java.util.List;

/** What failures say: what was found, and what to do about it. */
final class Words {

    static final String LEFT_BEHIND =
            "the method heeds neither cancellation nor an interrupt: its loop and thread are left behind. ";

    private Words() {}

    static String timedOut(Duration timeout, String tree) {
        return "the test has not ended after " + timeout.toSeconds()
                + " s, and was cancelled. See in the tree what \"main\" waits "
                + "for; if it only needs longer, say @PirnTest(timeoutSeconds = …).\n" + tree;
    }

    static String leftTasks(List<String> names, String tree) {
        return "the method returned and left tasks behind: " + String.join(", ", names)
                + ". Await or cancel them, or spawn them in a "
                + "TaskGroup; a task that may be left can be let pass by @PirnTest(ignore = Check.TASKS).\n" + tree;
    }

    static String of(ErrorReport report) {
        String failure = report.failure() == null ? "" : ": " + report.failure();
        return "the loop reported: " + report + failure
                + ". Await the task or future that failed, or handle the failure where it happens; a test that wants"
                + " it sets Loop.current().exceptionHandler(…) or says @PirnTest(ignore = Check.FAILURES).";
    }

    static String of(Stall stall) {
        return stall.ended()
                + ". Make the step shorter, or let a thread do it by Async.toThread; a machine that is this slow can"
                + " be given @PirnTest(stallMillis = …) or (ignore = Check.STALLS).";
    }

    static String openOnLoop(int open, List<String> descriptors) {
        return "the loop has " + open + " open sockets, listeners or files" + list(descriptors)
                + ". Close them in the test or in "
                + "@AfterEach, best by try-with-resources; or say @PirnTest(ignore = Check.DESCRIPTORS).";
    }

    static String openInProcess(List<String> descriptors) {
        return "the test opened descriptors that are still open" + list(descriptors)
                + ". Close the sockets, files and processes that it uses; what is meant to stay open, as a pool that"
                + " later tests use, is let pass by @PirnTest(ignore = Check.DESCRIPTORS).";
    }

    private static String list(List<String> descriptors) {
        return descriptors.isEmpty() ? "" : " (" + String.join(", ", descriptors) + ")";
    }
}
