import org.jspecify.annotations.NullMarked;

/**
 * Child processes for coroutines. On Linux they are started by calls of the C library, for which the JVM wants {@code
 * --enable-native-access=ALL-UNNAMED} (or {@code =dev.pirn.process} on the module path); where that is denied, by the
 * JDK.
 */
@NullMarked
module dev.pirn.process {
    requires transitive dev.pirn;
    requires static transitive org.jspecify;

    exports dev.pirn.process;
}
