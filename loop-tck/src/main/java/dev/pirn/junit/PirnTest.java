package dev.pirn.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method as the main coroutine of a loop, once for each combination of the backends, coroutine engines
 * and debug modes that it names. Afterwards the loop is looked at for what a {@link Check} knows, and closed; the
 * package lists it all, with an example.
 *
 * <p>In place of {@code @Test}; beside {@code @ParameterizedTest} or {@code @RepeatedTest} it may name one
 * combination only. It can be put on an annotation of one's own.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(PirnExtension.class)
public @interface PirnTest {

    /**
     * {@return the names of the backends; {@code "*"} stands for all that are on the class path} None named: the one
     * that a program would get. A backend that is not available here makes a skipped test, which says why.
     */
    String[] loops() default {};

    /**
     * {@return the coroutine engines, of {@code "loop"} and {@code "baton"}} None named: the one that a program would
     * get.
     */
    String[] coroutines() default {};

    /** {@return whether debug mode is on; {@code {false, true}} tries both} None named: as in a program. */
    boolean[] debug() default {};

    /** {@return whether the loop's time is a {@link dev.pirn.tck.VirtualClock}, on which waiting costs nothing} */
    boolean virtualTime() default false;

    /**
     * {@return how many seconds of real time the method and the end of its run may take, virtual time or not} Then
     * the tree of all tasks is printed to the standard error, and the test fails: it is cancelled, a second later
     * interrupted, and after another second left behind with its loop and thread, whatever it does.
     */
    int timeoutSeconds() default 30;

    /** {@return for how many milliseconds a step may hold the loop before that is a stall} */
    int stallMillis() default 1000;

    /** {@return what not to look for} */
    Check[] ignore() default {};
}
