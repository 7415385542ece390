/** What a loop backend implements: sockets, files and waiting, nothing else. */
package dev.pirn.spi;
