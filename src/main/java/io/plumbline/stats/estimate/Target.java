package io.plumbline.stats.estimate;

/** Which rate an interval from sampled labels is to cover. The two differ where a good part of all predictions is labelled. */
public enum Target {
    /** The rate among the predictions that were made: known for certain once each of them is labelled. */
    PREDICTIONS,
    /** The rate of the process that makes them, to be compared with a promise or with another week. */
    PROCESS
}
