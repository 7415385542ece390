/** What a loop backend implements: sockets and waiting, nothing else. */
package dev.pirn.spi;
