package io.plumbline.stats.calibration;

import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Interval;
import java.util.List;

/** Limits of the greatest gap of all bins, from exact limits of the accuracy in each (Clopper and Pearson, 1934). */
final class GreatestGap {
    private GreatestGap() {}

    /**
     * Limits that hold together with probability {@code 1 − 2 · tail} at least, where predictions weigh the same. The upper
     * one is the greatest upper limit of any bin: it fails only if that of the worst bin does. The lower one must bear the
     * luck of every bin.
     */
    static Interval interval(List<ReliabilityBin> bins, double tail) {
        double lower = 0;
        double upper = 0;
        for (ReliabilityBin bin : bins) {
            Interval narrow = accuracy(bin, tail);
            Interval wide = accuracy(bin, tail / bins.size());
            upper = Math.max(upper, Math.max(bin.confidence() - narrow.lower(), narrow.upper() - bin.confidence()));
            lower = Math.max(lower, Math.max(bin.confidence() - wide.upper(), wide.lower() - bin.confidence()));
        }
        return new Interval(lower, Math.max(lower, upper));
    }

    private static Interval accuracy(ReliabilityBin bin, double tail) {
        long n = Math.max(1, Math.round(bin.effective()));
        return ClopperPearson.interval(Math.round(bin.accuracy() * n), n, 1 - 2 * tail);
    }
}
