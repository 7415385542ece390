/** How streams and files notice that they were dropped without being closed. Not exported: for core's own packages. */
package dev.pirn.leak;
