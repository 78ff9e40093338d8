package io.plumbline.drift.signal;

import static io.plumbline.drift.signal.Sentences.percent;

import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.feedback.LabelTally;
import io.plumbline.stats.Estimate;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.calibration.ConfidenceBasedEstimate;
import io.plumbline.stats.calibration.Labelled;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Whether the model is still as sure as it is right, and how right it would be if it were. */
final class Calibration {
    private static final String CALIBRATION = "calibration";
    private static final String CALIBRATION_NAME = "calibration error (ECE)";
    private static final String CBPE = "cbpe";
    private static final String CBPE_NAME = "expected accuracy (CBPE)";

    /** Rise of the calibration error from which it matters. */
    private static final double MATTERS = 0.05;

    private static final long NEEDED = 100;
    private static final int REPLICATES = 499;
    private static final int FITS = 50;

    /** So that the same counts give the same p-value. */
    private static final long SEED = 20_260_301;

    private static final String NO_TALLY =
            "Not enough data: the validation tells how many pictures went wrong, but not how sure the model was of them.";

    private Calibration() {}

    static List<Signal> measure(Subject subject, Field field) {
        return List.of(
                Measure.guarded(CALIBRATION, CALIBRATION_NAME, () -> calibration(subject, field)),
                Measure.guarded(CBPE, CBPE_NAME, () -> expectedAccuracy(subject, field)));
    }

    private static Signal calibration(Subject subject, Field field) {
        Bands baseline = new Bands(subject.baseline().tally());
        Bands current = new Bands(field.labels().get());
        if (baseline.labels() < NEEDED) {
            return Signal.notEnough(CALIBRATION, CALIBRATION_NAME, current.labels(), NEEDED, NO_TALLY);
        }
        if (current.labels() < NEEDED) {
            String note = Sentences.notEnoughIn(Field.LABELS, current.labels(), NEEDED, "audited labels");
            return Signal.notEnough(CALIBRATION, CALIBRATION_NAME, current.labels(), NEEDED, note);
        }
        double before = baseline.calibrationError();
        double now = current.calibrationError();
        double rise = now - before;
        double[] chance = chance(baseline, current);
        double mean = 0;
        int extreme = 1;
        for (double other : chance) {
            mean += other / chance.length;
            extreme += other >= rise ? 1 : 0;
        }
        double p = (double) extreme / (chance.length + 1);
        // Few labels overstate the error, more so on the side that has fewer: what chance gives is taken off.
        double effect = Math.max(0, rise - mean);
        boolean drifted = effect >= MATTERS && p <= subject.level();
        String note = String.format(Locale.ROOT, "ECE %.3f in the last week, %.3f at the baseline.", now, before);
        return new Signal(
                CALIBRATION,
                CALIBRATION_NAME,
                drifted ? Verdict.DRIFTED : Verdict.STEADY,
                effect,
                MATTERS,
                p,
                current.labels(),
                NEEDED,
                note);
    }

    /** Rises of the error if each band had been right as often on both sides: a parametric bootstrap. */
    private static double[] chance(Bands baseline, Bands current) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] rises = new double[REPLICATES];
        for (int i = 0; i < REPLICATES; i++) {
            rises[i] = current.calibrationError(drawn(current, baseline, random))
                    - baseline.calibrationError(drawn(baseline, current, random));
        }
        return rises;
    }

    private static long[] drawn(Bands bands, Bands others, SplittableRandom random) {
        long[] right = new long[LabelTally.BANDS];
        for (int band = 0; band < right.length; band++) {
            long n = bands.n(band);
            if (n > 0) {
                double rate = (double) (bands.right(band) + others.right(band)) / (n + others.n(band));
                // Exact numbers matter little beside the mean over all bands, and a normal costs the same for any n.
                double deviate = random.nextGaussian() * Math.sqrt(n * rate * (1 - rate));
                right[band] = Math.max(0, Math.min(n, Math.round(n * rate + deviate)));
            }
        }
        return right;
    }

    private static Signal expectedAccuracy(Subject subject, Field field) {
        Bands baseline = new Bands(subject.baseline().tally());
        Histogram confidence = field.whole().confidence();
        long needed = ConfidenceBasedEstimate.NEEDED;
        if (baseline.labels() < needed) {
            return Signal.notEnough(CBPE, CBPE_NAME, confidence.count(), needed, NO_TALLY);
        }
        ConfidenceBasedEstimate fit = ConfidenceBasedEstimate.fit(
                Labelled.of(baseline.histogram(false), baseline.histogram(true)), FITS, new SplittableRandom(SEED));
        if (!(fit.accuracy(confidence, 1 - subject.level()) instanceof Estimate.Measured expected)) {
            return Signal.notEnough(
                    CBPE, CBPE_NAME, confidence.count(), needed, field.notEnough(confidence.count(), needed));
        }
        double before = 1 - subject.baseline().errorRate();
        double fall = Math.max(0, before - expected.value());
        double z = fall / Math.max(expected.standardError(), 1e-9);
        double p = NormalDistribution.of(0, 1).survivalProbability(z);
        boolean drifted = fall >= Math.max(subject.tolerance(), 1e-9) && p <= subject.level();
        String note = String.format(
                Locale.ROOT,
                "%sBy its confidence the model would be right in %s of its predictions, %s at the baseline;"
                        + " that holds only as long as what it sees means what it meant.",
                subject.alarm() ? "Void: the alarm on the error rate is raised, so confidence says nothing. " : "",
                percent(expected.value()),
                percent(before));
        return new Signal(
                CBPE,
                CBPE_NAME,
                drifted ? Verdict.DRIFTED : Verdict.STEADY,
                fall,
                subject.tolerance(),
                p,
                confidence.count(),
                needed,
                note);
    }
}
