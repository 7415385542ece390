package dev.pirn.console;

/**
 * Why a request is not answered.
 *
 * @param status the status of HTTP
 * @param reason for people
 */
record Refusal(int status, String reason) {}
