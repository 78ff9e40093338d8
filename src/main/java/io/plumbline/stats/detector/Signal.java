package io.plumbline.stats.detector;

/** What a detector says after a value. */
public enum Signal {
    /** Nothing to report. */
    STABLE,
    /** A change may have begun; only some detectors know this. */
    WARNING,
    /** A change was detected. */
    DRIFT
}
