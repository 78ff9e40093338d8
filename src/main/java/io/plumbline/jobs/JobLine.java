package io.plumbline.jobs;

import java.time.Instant;

/**
 * A line of a job's log.
 *
 * @param number grows within a job, with gaps
 * @param at when it was written
 * @param attempt which attempt wrote it
 * @param line the text
 */
public record JobLine(long number, Instant at, int attempt, String line) {}
