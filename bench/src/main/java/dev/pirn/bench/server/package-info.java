/** Echo servers that run in a JVM, Pirn's and its peers', each as small as its library allows. Started as processes. */
@NullMarked
package dev.pirn.bench.server;

import org.jspecify.annotations.NullMarked;
