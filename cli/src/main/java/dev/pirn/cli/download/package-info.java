/** Downloading many URLs at once on one loop: names, attempts, retries, files that are whole or not there. */
package dev.pirn.cli.download;
