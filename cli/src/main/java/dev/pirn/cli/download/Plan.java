package dev.pirn.cli.download;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to download, each URL with its own file.
 *
 * @param downloads what can be tried
 * @param rejected what is no URL; it takes nothing else with it
 */
public record Plan(List<Download> downloads, List<Outcome.Failed> rejected) {

    /** Keeps its own copies. */
    public Plan {
        downloads = List.copyOf(downloads);
        rejected = List.copyOf(rejected);
    }

    /**
     * {@return a plan for these URLs}
     *
     * @param urls as the user gave them
     * @param directory where the files will be
     */
    public static Plan of(List<String> urls, Path directory) {
        FileNames names = new FileNames(directory);
        List<Download> downloads = new ArrayList<>();
        List<Outcome.Failed> rejected = new ArrayList<>();
        for (String url : urls) {
            try {
                URI uri = Urls.parse(url);
                downloads.add(new Download(uri, names.next(uri)));
            } catch (FetchException e) {
                rejected.add(new Outcome.Failed(url, String.valueOf(e.getMessage())));
            }
        }
        return new Plan(downloads, rejected);
    }

    /** {@return how many URLs there are} */
    public int size() {
        return downloads.size() + rejected.size();
    }
}
