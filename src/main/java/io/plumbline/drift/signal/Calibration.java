package io.plumbline.drift.signal;

import static io.plumbline.drift.signal.Sentences.percent;

import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.feedback.LabelTally;
import io.plumbline.stats.Estimate;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.calibration.ConfidenceBasedEstimate;
import io.plumbline.stats.calibration.Labelled;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Whether the model is still as sure as it is right, and how right it would be if it were. */
final class Calibration {
    static final String CALIBRATION = "calibration";
    private static final String CALIBRATION_NAME = "calibration error (ECE)";
    static final String CBPE = "cbpe";
    private static final String CBPE_NAME = "expected accuracy (CBPE)";

    /** Rise of the calibration error from which it matters. */
    private static final double MATTERS = 0.05;

    private static final long NEEDED = 100;
    private static final int REPLICATES = 499;
    private static final int FITS = 50;

    /** So that the same counts give the same p-value. */
    private static final long SEED = 20_260_301;

    private static final String NO_TALLY =
            "Not enough data: the validation tells how many pictures went wrong, but not how sure the model was of"
                    + " them.";

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
        Rise rise = Rise.of(baseline, current);
        boolean drifted = rise.effect() >= MATTERS && rise.p() <= subject.level();
        String note = rise.words("the baseline");
        return new Signal(
                CALIBRATION,
                CALIBRATION_NAME,
                drifted ? Verdict.DRIFTED : Verdict.STEADY,
                rise.effect(),
                MATTERS,
                rise.p(),
                current.labels(),
                NEEDED,
                note);
    }

    /** Of a segment, whose verdict is yet to come: against its own labels where there are enough, else the baseline's. */
    static Signal ofSegment(Subject subject, LabelTally before, LabelTally labels) {
        boolean own = before.n() >= NEEDED;
        Bands reference = new Bands(own ? before : subject.baseline().tally());
        Bands current = new Bands(labels);
        if (reference.labels() < NEEDED) {
            return Signal.notEnough(CALIBRATION, CALIBRATION_NAME, current.labels(), NEEDED, NO_TALLY);
        }
        if (current.labels() < NEEDED) {
            String note = Sentences.notEnoughIn(Field.LABELS, current.labels(), NEEDED, "audited labels");
            return Signal.notEnough(CALIBRATION, CALIBRATION_NAME, current.labels(), NEEDED, note);
        }
        Rise rise = Rise.of(reference, current);
        return new Signal(
                CALIBRATION,
                CALIBRATION_NAME,
                rise.effect() >= MATTERS ? Verdict.DRIFTED : Verdict.STEADY,
                rise.effect(),
                MATTERS,
                rise.p(),
                current.labels(),
                NEEDED,
                rise.words(own ? "its first days" : "the version's baseline"));
    }

    /**
     * By how much the calibration error has risen.
     *
     * @param effect rise beyond what chance gives, at least 0
     * @param p chance of as large a rise if each band were right as often on both sides; beyond the replicates by a normal tail
     */
    private record Rise(double before, double now, double effect, double p) {
        static Rise of(Bands baseline, Bands current) {
            double before = baseline.calibrationError();
            double now = current.calibrationError();
            double rise = now - before;
            double[] chance = chance(baseline, current);
            double mean = Arrays.stream(chance).average().orElse(0);
            int extreme = 1;
            double squares = 0;
            for (double other : chance) {
                extreme += other >= rise ? 1 : 0;
                squares += (other - mean) * (other - mean);
            }
            double deviation = Math.sqrt(squares / (chance.length - 1));
            double p = (double) extreme / (chance.length + 1);
            if (extreme == 1 && deviation > 0) {
                p = Math.min(p, NormalDistribution.of(0, 1).survivalProbability((rise - mean) / deviation));
            }
            // Few labels overstate the error, more so on the side that has fewer: what chance gives is taken off.
            return new Rise(before, now, Math.max(0, rise - mean), p);
        }

        String words(String reference) {
            return String.format(Locale.ROOT, "ECE %.3f in the last week, %.3f at %s.", now, before, reference);
        }
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

    private static ConfidenceBasedEstimate fit(Bands baseline) {
        return ConfidenceBasedEstimate.fit(
                Labelled.of(baseline.histogram(false), baseline.histogram(true)), FITS, new SplittableRandom(SEED));
    }

    /** What confidences are worth, by the labels of the baseline: one fit for all segments. */
    record Expected(Optional<ConfidenceBasedEstimate> fit) {
        static Expected of(Subject subject) {
            Bands baseline = new Bands(subject.baseline().tally());
            return new Expected(
                    baseline.labels() < ConfidenceBasedEstimate.NEEDED
                            ? Optional.empty()
                            : Optional.of(Calibration.fit(baseline)));
        }

        /** Of a segment, whose verdict is yet to come; by the confidences of shards that hold some. */
        Signal ofSegment(Subject subject, List<Histogram> before, List<Histogram> since) {
            long n = since.stream().mapToLong(Histogram::count).sum();
            long needed = ConfidenceBasedEstimate.NEEDED;
            if (fit.isEmpty()) {
                return Signal.notEnough(CBPE, CBPE_NAME, n, needed, NO_TALLY);
            }
            long was = before.stream().mapToLong(Histogram::count).sum();
            if (Math.min(n, was) < needed || Math.min(before.size(), since.size()) < 2) {
                return Signal.notEnough(
                        CBPE, CBPE_NAME, n, needed, "Not enough data: of too few predictions, or devices.");
            }
            Mean first = Mean.of(fit.get(), before, was);
            Mean second = Mean.of(fit.get(), since, n);
            double fall = Math.max(0, first.value() - second.value());
            double error = Math.sqrt(first.variance() + second.variance());
            // Few shards tell little of a variance.
            double p = TDistribution.of(Math.min(before.size(), since.size()) - 1.0)
                    .survivalProbability((first.value() - second.value()) / Math.max(error, 1e-9));
            String note = String.format(
                    Locale.ROOT,
                    "%sBy its confidence right in %s, before in %s.",
                    subject.alarm() ? "Void while the alarm on the error rate is raised. " : "",
                    percent(second.value()),
                    percent(first.value()));
            boolean large = fall >= Math.max(subject.tolerance(), 1e-9);
            return new Signal(
                    CBPE,
                    CBPE_NAME,
                    large ? Verdict.DRIFTED : Verdict.STEADY,
                    fall,
                    subject.tolerance(),
                    p,
                    n,
                    needed,
                    note);
        }
    }

    /** Expected accuracy with its variance between shards of devices. */
    private record Mean(double value, double variance) {
        static Mean of(ConfidenceBasedEstimate fit, List<Histogram> shards, long n) {
            double value = 0;
            for (Histogram shard : shards) {
                value += fit.mean(shard) * shard.count() / n;
            }
            double variance = 0;
            for (Histogram shard : shards) {
                double residual = (fit.mean(shard) - value) * shard.count() / n;
                variance += residual * residual;
            }
            return new Mean(value, variance * shards.size() / (shards.size() - 1.0));
        }
    }

    private static Signal expectedAccuracy(Subject subject, Field field) {
        Bands baseline = new Bands(subject.baseline().tally());
        Histogram confidence = field.whole().confidence();
        long needed = ConfidenceBasedEstimate.NEEDED;
        if (baseline.labels() < needed) {
            return Signal.notEnough(CBPE, CBPE_NAME, confidence.count(), needed, NO_TALLY);
        }
        ConfidenceBasedEstimate fit = fit(baseline);
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
