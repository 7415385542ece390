/** How JSON is written, and text that goes to people. Exported only to what belongs to Pirn. */
package dev.pirn.text;
