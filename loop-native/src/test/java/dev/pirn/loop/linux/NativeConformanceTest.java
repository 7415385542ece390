package dev.pirn.loop.linux;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Runs the conformance suite on the providers of this module. */
@Suite
@SelectPackages("dev.pirn.tck")
@IncludeClassNamePatterns(".*Tck")
class NativeConformanceTest {}
