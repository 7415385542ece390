/** The loop backend {@code nio}: the JDK's selector, on every system that has a JDK. */
package dev.pirn.loop.nio;
