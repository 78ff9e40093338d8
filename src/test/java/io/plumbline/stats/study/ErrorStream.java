package io.plumbline.stats.study;

/** Errors and successes one after another, without end. */
interface ErrorStream {
    /** The next one: 1 for an error, 0 for a success. */
    double next();
}
