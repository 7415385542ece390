import org.jspecify.annotations.NullMarked;

/**
 * Generators and greenlets, in coroutines and without a loop, and {@link java.util.concurrent.Flow} both ways. With
 * {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED} (or {@code =dev.pirn.flow} on the module path) those
 * outside coroutines are bare continuations; without it they are threads, which are slower.
 */
@NullMarked
module dev.pirn.flow {
    requires transitive dev.pirn;
    requires static transitive org.jspecify;

    exports dev.pirn.flow;
}
