package io.plumbline.stats.study;

/** Whoever watches a stream of errors. */
interface Watch {
    /**
     * Takes the next one in.
     *
     * @param x 1 for an error, 0 for a success
     * @return whether this is an alarm; what raises only one in its life stays silent afterwards
     */
    boolean alarm(double x);
}
