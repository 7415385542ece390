import org.jspecify.annotations.NullMarked;

/** The vital signs of a loop as Micrometer's meters. */
@NullMarked
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // Micrometer has a name as a module, and no more
module dev.pirn.micrometer {
    requires transitive dev.pirn;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports dev.pirn.micrometer;
}
