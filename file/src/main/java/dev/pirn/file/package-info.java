/**
 * Files that coroutines read and write without blocking their loop.
 *
 * <p>Start at {@link dev.pirn.file.AsyncFile}. A file is confined to the loop on which it was opened: it is used by
 * that loop's coroutines only, and needs no lock.
 */
package dev.pirn.file;
