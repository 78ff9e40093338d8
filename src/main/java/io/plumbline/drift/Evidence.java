package io.plumbline.drift;

import io.plumbline.drift.DriftState.Signal;
import io.plumbline.drift.DriftState.Verdict;
import io.plumbline.drift.baseline.Baseline;
import io.plumbline.profile.Profile;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.ContingencyTest;
import io.plumbline.stats.distance.Distances;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The conventional measures, which stand beside the alarm because data scientists know and ask for them. */
final class Evidence {
    private Evidence() {}

    /** Compares the field with the baseline; one measure that fails spoils no other. */
    static List<Signal> measure(Baseline baseline, Profile field, double level) {
        List<Signal> signals = new ArrayList<>();
        signals.add(signal(
                "PSI of confidence", level, () -> Distances.psi(baseline.confidence(), field.confidence(), level)));
        signals.add(signal(
                "KS of confidence",
                level,
                () -> Distances.kolmogorovSmirnov(baseline.confidence(), field.confidence())));
        signals.add(signal(
                "JS distance of confidence",
                level,
                () -> Distances.jensenShannon(baseline.confidence(), field.confidence(), level)));
        signals.add(
                signal("χ² of class mix", level, () -> ContingencyTest.chiSquared(baseline.classes(), field.labels())));
        return signals;
    }

    private static Signal signal(String name, double level, Supplier<Comparison> measure) {
        try {
            Comparison comparison = measure.get();
            if (comparison instanceof Comparison.Measured m) {
                boolean drifted = m.drifted(level);
                return new Signal(
                        name,
                        drifted ? Verdict.DRIFTED : Verdict.STEADY,
                        m.effect(),
                        m.threshold(),
                        m.p(),
                        m.current(),
                        m.needed(),
                        drifted ? "Large and significant." : steady(m, level));
            }
            Comparison.NotEnoughData few = (Comparison.NotEnoughData) comparison;
            String note =
                    String.format(Locale.ROOT, "Not enough data: %,d of about %,d predictions.", few.n(), few.needed());
            return new Signal(
                    name, Verdict.NOT_ENOUGH_DATA, Double.NaN, Double.NaN, Double.NaN, few.n(), few.needed(), note);
        } catch (IllegalArgumentException e) {
            String note = "Failed: " + e.getMessage();
            return new Signal(name, Verdict.FAILED, Double.NaN, Double.NaN, Double.NaN, 0, 0, note);
        }
    }

    private static String steady(Comparison.Measured m, double level) {
        return m.p() <= level ? "Significant, but too small to matter." : "Within what chance explains.";
    }
}
