package dev.pirn.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method once for every loop of the {@link LoopMatrix}: each available backend, with each coroutine engine,
 * debug off and on. The method takes a {@link LoopCase}, the loop to test; when it is over, the case is checked for
 * leaks.
 *
 * {@snippet file="dev/pirn/snippets/EchoTest.java" region="case"}
 *
 * <p>A method that hangs fails after a minute. It runs in a thread of its own.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(LoopMatrix.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public @interface LoopTest {

    /** {@return whether the test does I/O, and so runs on an {@link AdversarialDriver} too} */
    boolean io() default false;

    /** {@return the coroutine engines that the test is about} */
    String[] coroutines() default {"loop", "baton"};
}
