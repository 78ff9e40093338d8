package io.plumbline.drift.cause;

import io.plumbline.profile.InputScale;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.Distances;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * How a statistic of the input pictures moved.
 *
 * @param name of the statistic, for instance "brightness"
 * @param before pictures before the change that told it
 * @param since pictures since
 * @param medianBefore its median before, in its own unit
 * @param medianSince its median since
 * @param distance of Kolmogorov and Smirnov, 0 to 1; NaN where there is not enough data
 * @param psi population stability index; NaN where there is not enough data
 * @param p significance of the distance; NaN where there is not enough data
 * @param drifted both measures call it large, and it is significant among all statistics
 */
public record InputShift(
        String name,
        long before,
        long since,
        double medianBefore,
        double medianSince,
        double distance,
        double psi,
        double p,
        boolean drifted) {
    private static final double LEVEL = 0.01;

    /** All statistics that are known on both sides, the farthest moved first. */
    public static List<InputShift> of(SortedMap<String, Histogram> before, SortedMap<String, Histogram> since) {
        List<InputShift> shifts = new ArrayList<>();
        before.forEach((name, old) -> {
            Histogram now = since.get(name);
            if (now != null && old.count() > 0 && now.count() > 0) {
                shifts.add(of(name, old, now, LEVEL / before.size()));
            }
        });
        shifts.sort(Comparator.comparingDouble((InputShift s) -> Double.isNaN(s.distance) ? -1 : s.distance)
                .reversed()
                .thenComparing(InputShift::name));
        return shifts;
    }

    private static InputShift of(String name, Histogram old, Histogram now, double level) {
        Comparison ks = Distances.kolmogorovSmirnov(old, now);
        Comparison psi = Distances.psi(old, now, level);
        boolean drifted = ks instanceof Comparison.Measured k
                && psi instanceof Comparison.Measured s
                && k.drifted(level)
                && s.drifted(level);
        return new InputShift(
                name,
                old.count(),
                now.count(),
                InputScale.value(old.quantile(0.5)),
                InputScale.value(now.quantile(0.5)),
                ks instanceof Comparison.Measured k ? k.effect() : Double.NaN,
                psi instanceof Comparison.Measured s ? s.effect() : Double.NaN,
                ks instanceof Comparison.Measured k ? k.p() : Double.NaN,
                drifted);
    }
}
