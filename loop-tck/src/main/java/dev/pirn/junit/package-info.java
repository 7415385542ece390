/**
 * Tests in coroutines, for users of Pirn: {@link dev.pirn.junit.PirnTest} in place of {@code @Test}.
 *
 * {@snippet file="dev/pirn/snippets/EchoTest.java" region="junit"}
 *
 * <p><b>What runs where.</b> The method is the main coroutine of a run on a loop of its own, in a thread of its own;
 * what it throws is what the test fails with. {@code @BeforeEach} and {@code @AfterEach} methods run outside, on the
 * test's thread, where they may block. One that needs the loop takes the {@link dev.pirn.Runner} as a parameter and
 * calls {@code runner.run(…)}: that is the same loop, so a connection opened there can be used in the test. Tasks end
 * with their run, so a task for the test is spawned in the test.
 *
 * <p><b>Parameters</b> of these methods, besides what JUnit and other extensions offer: {@link dev.pirn.Loop}, {@link
 * dev.pirn.Runner}, and in virtual time {@link dev.pirn.tck.VirtualClock}.
 *
 * <p><b>Combinations.</b> {@code loops}, {@code coroutines} and {@code debug} multiply; each combination is an
 * invocation of its own, named after it. Where a backend or an engine is not available, the invocation is reported as
 * skipped, with the reason. Named nothing, a test runs once, on what a program would get: so {@code -Dpirn.loop=nio}
 * moves all such tests to another backend.
 *
 * <p><b>Many inputs.</b> With one combination {@code @ParameterizedTest} and {@code @RepeatedTest} stand beside
 * {@code @PirnTest} as they would beside nothing, their arguments before the parameters above. For several
 * combinations put the inputs at the class, with {@code @ParameterizedClass}.
 *
 * {@snippet file="dev/pirn/snippets/EchoTest.java" region="inputs"}
 *
 * <p><b>What fails a test that passed</b> is listed in {@link dev.pirn.junit.Check}: tasks left behind, unread
 * failures, open descriptors, stalls. The message says what to do; {@code ignore} leaves one out. They are looked for
 * after {@code @AfterEach}.
 *
 * <p><b>Time.</b> After {@code timeoutSeconds} the tree of all tasks, with their stacks, is printed and becomes the
 * message of the failure. The test is cancelled, and if it does not end within a second, because it blocks in foreign
 * code, it is interrupted. Code that heeds neither is left behind after another second, in a daemon thread, and the
 * next test begins. In virtual time a deadlock fails at once: every task waits, and no timer, I/O or function in a
 * thread is pending.
 */
package dev.pirn.junit;
