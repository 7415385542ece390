package dev.pirn.cli.download;

import static dev.pirn.Async.checkpoint;
import static dev.pirn.Async.sleep;

import dev.pirn.Loop;
import dev.pirn.TaskGroup;
import dev.pirn.cli.Units;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Downloads many URLs, so many at once, each on its own: one that fails takes no other with it. A download that fails
 * for a passing reason is tried again after a pause that doubles each time.
 *
 * <p>All of it runs in coroutines of one loop.
 */
public final class Downloader {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /** A server that asks for more than this is not worth waiting for: the user may come back later. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Fetcher fetcher;
    private final DownloadOptions options;
    private final DownloadListener listener;
    private final PartFiles parts;
    private final Checksums checksums;
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * Downloads in one way.
     *
     * @param fetcher makes the attempts
     * @param options how
     * @param listener shown every step
     * @param parts knows which part files exist
     * @param checksums what whole files must look like
     */
    public Downloader(
            Fetcher fetcher, DownloadOptions options, DownloadListener listener, PartFiles parts, Checksums checksums) {
        this.fetcher = fetcher;
        this.options = options;
        this.listener = listener;
        this.parts = parts;
        this.checksums = checksums;
    }

    /** {@return how the downloads ended that have ended, in the order of their end} */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /**
     * Downloads everything. Call it in a coroutine, which it suspends until the last download has ended. When that is
     * cancelled, connections are given up and part files deleted; {@link #outcomes} has what was done.
     *
     * @param downloads what; no two with the same file
     */
    public void run(List<Download> downloads) {
        Iterator<Download> queue = downloads.iterator(); // loop-confined: the workers share it without a lock
        TaskGroup.run(group -> {
            int workers = Math.min(options.concurrency(), downloads.size());
            for (int i = 1; i <= workers; i++) group.spawn("download-" + i, () -> work(queue));
        });
    }

    private void work(Iterator<Download> queue) {
        for (checkpoint(); queue.hasNext(); checkpoint()) finish(download(queue.next()));
    }

    /**
     * Notes how a download ended; for those outside this class that could not even start.
     *
     * @param outcome how it ended
     */
    public void finish(Outcome outcome) {
        outcomes.add(outcome);
        listener.finished(outcome);
    }

    private Outcome download(Download download) {
        if (options.keepsExisting() && Files.exists(download.file())) return new Outcome.Skipped(download);

        Duration pause = FIRST_PAUSE;
        for (int retriesLeft = options.retries(); ; retriesLeft--, pause = pause.multipliedBy(2)) {
            try {
                return new Outcome.Done(download, attempt(download));
            } catch (FetchException e) {
                if (!e.isTransient() || retriesLeft == 0) return new Outcome.Failed(download.uri(), reasonOf(e));
                if (e.pause().compareTo(LONGEST_PAUSE) > 0)
                    return new Outcome.Failed(
                            download.uri(), reasonOf(e) + "; the server asks to wait " + Units.time(e.pause()));
                Duration wait = longer(pause, e.pause());
                listener.retrying(download, reasonOf(e), wait);
                sleep(wait);
            } catch (FileAlreadyExistsException e) {
                return new Outcome.Skipped(download); // made by another run meanwhile
            }
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static String reasonOf(FetchException failure) {
        return String.valueOf(failure.getMessage());
    }

    private long attempt(Download download) throws FetchException, FileAlreadyExistsException {
        try (PartFile part = parts.open(download.file())) {
            Transfer transfer = new Transfer(download, part, listener, Loop.current()::time);
            fetch(transfer);
            transfer.verifyWhole();
            checksums.verify(download.name(), part.path());
            if (options.keepsExisting()) part.commitIfAbsent();
            else part.commit();
            return transfer.received();
        } catch (FetchException | FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw FetchException.lasting("cannot write " + download.file() + ": " + Reasons.ofFile(e), e);
        }
    }

    /** Whatever a server or a library comes up with ends this attempt and nothing else. */
    private void fetch(Transfer transfer) throws FetchException {
        try {
            fetcher.fetch(transfer);
        } catch (IOException | RuntimeException e) {
            checkpoint(); // cancelling interrupts blocking code: what that breaks is no failure of the download
            throw Reasons.ofAttempt(transfer, e, options.timeout());
        }
    }
}
