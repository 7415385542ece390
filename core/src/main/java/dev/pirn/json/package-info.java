/** How JSON is written. Not exported: for core's own packages. */
package dev.pirn.json;
