import org.jspecify.annotations.NullMarked;

/** Files that coroutines read and write without blocking their loop. */
@NullMarked
module dev.pirn.file {
    requires transitive dev.pirn;
    requires static transitive org.jspecify;

    exports dev.pirn.file;
}
