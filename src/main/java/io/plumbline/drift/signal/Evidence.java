package io.plumbline.drift.signal;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.profile.Profile;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.ContingencyTest;
import io.plumbline.stats.distance.Distances;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The conventional measures, which stand beside the alarm because data scientists know and ask for them. */
public final class Evidence {
    private Evidence() {}

    /** Compares the field with the baseline; one measure that fails spoils no other. */
    public static List<Signal> measure(Baseline baseline, Profile field, double level) {
        List<Signal> signals = new ArrayList<>();
        signals.add(signal(
                "psi-confidence", "PSI of confidence", level, () -> Distances.psi(baseline.confidence(), field.confidence(), level)));
        signals.add(signal(
                "ks-confidence",
                "KS of confidence",
                level,
                () -> Distances.kolmogorovSmirnov(baseline.confidence(), field.confidence())));
        signals.add(signal(
                "js-confidence",
                "JS distance of confidence",
                level,
                () -> Distances.jensenShannon(baseline.confidence(), field.confidence(), level)));
        signals.add(
                signal("chi2-classes", "χ² of class mix", level, () -> ContingencyTest.chiSquared(baseline.classes(), field.labels())));
        return signals;
    }

    private static Signal signal(String id, String name, double level, Supplier<Comparison> measure) {
        try {
            Comparison comparison = measure.get();
            if (comparison instanceof Comparison.Measured m) {
                boolean drifted = m.drifted(level);
                return new Signal(
                        id,
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
            return Signal.notEnough(id, name, few.n(), few.needed(), note);
        } catch (IllegalArgumentException e) {
            return Signal.failed(id, name, e.getMessage());
        }
    }

    private static String steady(Comparison.Measured m, double level) {
        return m.p() <= level ? "Significant, but too small to matter." : "Within what chance explains.";
    }
}
