/** How downloads are shown: bars on a terminal, plain lines elsewhere. */
package dev.pirn.cli.progress;
