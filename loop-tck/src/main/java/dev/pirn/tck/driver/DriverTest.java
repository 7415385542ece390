package dev.pirn.tck.driver;

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
 * Runs a test method on a fresh driver of each available backend, made for any thread and made for the test's thread
 * only. The method takes a {@link DriverCase}; when it is over, the driver is closed and nothing may be open or
 * pending in it.
 *
 * <p>A method that hangs fails after a minute. It runs in a thread of its own, which is the one that the driver is
 * made on.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(DriverMatrix.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
@interface DriverTest {}
