/** How the classes of Pirn come to life at their first use. Not exported: for core's own packages. */
package dev.pirn.start;
