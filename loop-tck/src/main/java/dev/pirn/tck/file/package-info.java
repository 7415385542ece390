/** Conformance of files: the same on the driver's own way to them and on threads. */
package dev.pirn.tck.file;
