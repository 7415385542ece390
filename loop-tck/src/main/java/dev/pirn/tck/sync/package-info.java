/**
 * Conformance of locks, queues and channels. A test named {@code caseNNN_…} pins an acceptance case of that number;
 * those of {@code ModelsTck} compare random runs with a model.
 */
package dev.pirn.tck.sync;
