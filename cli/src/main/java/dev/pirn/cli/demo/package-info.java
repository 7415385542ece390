/** The demonstration: woven pictures, a server that hands them out slowly, and three ways of fetching them. */
package dev.pirn.cli.demo;
