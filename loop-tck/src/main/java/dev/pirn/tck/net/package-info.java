/** The suite's classes on streams, servers, connecting and the callback layer. A provider's module runs them all. */
package dev.pirn.tck.net;
