package dev.pirn.loop.nio;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Runs the conformance suite on the provider of this module. */
@Suite
@SelectPackages("dev.pirn.tck")
@IncludeClassNamePatterns(".*Tck")
class NioConformanceTest {}
