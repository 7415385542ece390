/**
 * The loop backends {@code epoll} and {@code io_uring}: Linux's own ways to wait, through Netty's transports below its
 * channels.
 */
package dev.pirn.loop.linux;
