package io.plumbline.stats.detector;

/** First byte of each detector's stored state. Numbers are never reused, or old states would be read as another's. */
final class StateKinds {
    static final int DDM = 32;
    static final int EDDM = 33;
    static final int RDDM = 34;
    static final int HDDM_A = 35;
    static final int HDDM_W = 36;
    static final int ADWIN = 37;
    static final int PAGE_HINKLEY = 38;
    static final int CUSUM = 39;
    static final int KSWIN = 40;
    static final int STEPD = 41;
    static final int ECDD = 42;

    private StateKinds() {}
}
