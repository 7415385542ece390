import org.jspecify.annotations.NullMarked;

/** Child JVMs as an executor: for crash isolation, memory limits and native code. */
@NullMarked
module dev.pirn.pool {
    requires dev.pirn;
    requires static transitive org.jspecify;

    exports dev.pirn.pool;
}
