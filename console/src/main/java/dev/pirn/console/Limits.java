package dev.pirn.console;

import java.time.Duration;

/**
 * What a client may take of a console before it has shown the token, and after.
 *
 * @param connections how many are open at most; for a new one the oldest whose request is unfinished is closed
 * @param answers how many answers are made or written at once; further requests are refused
 * @param head how long the head of a request may take
 * @param stall how long a client may take to read a part of the answer
 */
record Limits(int connections, int answers, Duration head, Duration stall) {

    static final Limits USUAL = new Limits(256, 32, Duration.ofSeconds(5), Duration.ofSeconds(20));
}
