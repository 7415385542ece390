/**
 * The conformance suite of the scheduler, on every backend and coroutine engine. A test named {@code caseNNN_…} pins an
 * acceptance case of that number, one named {@code ruleN_…} a rule of the coroutine engines.
 */
package dev.pirn.tck.scheduling;
