package io.plumbline.stats.study;

/** How much is spent. */
enum Effort {
    /** Seconds: for the build. */
    SHORT,
    /** Minutes: for the documentation. */
    FULL;

    /** The number that goes with this effort. */
    int of(int shortForm, int fullForm) {
        return this == SHORT ? shortForm : fullForm;
    }
}
