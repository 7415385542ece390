/**
 * The suite's classes on a backend's {@link dev.pirn.spi.IoDriver} alone, without a loop above it. Where drivers may
 * differ, the tests ask what the SPI lets a driver say of itself, never for its name.
 */
package dev.pirn.tck.driver;
