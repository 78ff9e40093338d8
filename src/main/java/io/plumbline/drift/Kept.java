package io.plumbline.drift;

/**
 * What the last evaluation of a version kept.
 *
 * @param state where its signals stood
 * @param measuredOn what the evidence was measured on, in a word
 */
record Kept(DriftState state, String measuredOn) {}
