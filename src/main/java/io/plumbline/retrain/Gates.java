package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.stats.estimate.McNemar;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a retrained version is asked before it may reach a phone. Each answer is kept with its figures. */
@ApplicationScoped
class Gates {
    private static final double CONFIDENT = 0.9;
    private static final double ONE_SIDED_95 = 1.6449;
    private static final int TIMED_RUNS = 15;
    private static final int TIMED_INPUTS = 64;

    private final RetrainConfig config;

    Gates(RetrainConfig config) {
        this.config = config;
    }

    /** Gates that compare the two models on the pictures kept from training. */
    List<GateVerdict> compare(Comparison field, Comparison reference) {
        return List.of(quality(field, reference), safety(field, reference));
    }

    /** Gates that look at the package. */
    List<GateVerdict> examine(Bundle champion, Bundle challenger, float[][] inputs) {
        return List.of(budget(champion, challenger, inputs), infra(challenger), integrity(challenger));
    }

    /**
     * The two models on the same pictures.
     *
     * @param truth right classes
     * @param champion what the champion said
     * @param challenger what the challenger said
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    record Comparison(int[] truth, Predictions champion, Predictions challenger) {
        /** Pictures that only the challenger has right. */
        long gained() {
            return count(false);
        }

        /** Pictures that only the champion has right. */
        long lost() {
            return count(true);
        }

        /** Pictures that only the challenger has wrong with a confidence of at least 0.9. */
        long newlyConfident() {
            return confidentlyWrong(challenger, champion);
        }

        /** Pictures that only the champion has wrong with a confidence of at least 0.9. */
        long noLongerConfident() {
            return confidentlyWrong(champion, challenger);
        }

        int n() {
            return truth.length;
        }

        private long count(boolean championRight) {
            long count = 0;
            for (int i = 0; i < truth.length; i++) {
                boolean old = champion.label()[i] == truth[i];
                boolean fresh = challenger.label()[i] == truth[i];
                count += old != fresh && old == championRight ? 1 : 0;
            }
            return count;
        }

        private long confidentlyWrong(Predictions one, Predictions other) {
            long count = 0;
            for (int i = 0; i < truth.length; i++) {
                count += confidentlyWrong(one, i) && !confidentlyWrong(other, i) ? 1 : 0;
            }
            return count;
        }

        private boolean confidentlyWrong(Predictions predictions, int i) {
            return predictions.label()[i] != truth[i] && predictions.confidence()[i] >= CONFIDENT;
        }
    }

    private GateVerdict quality(Comparison field, Comparison reference) {
        double p = McNemar.midP(field.gained(), field.lost());
        double lostPoints = reference.n() == 0 ? 0 : (double) (reference.lost() - reference.gained()) / reference.n();
        double forgotten = lostPoints + ONE_SIDED_95 * standardError(reference);
        Outcome outcome = Outcome.PASSED;
        String verdict = "better than the champion";
        if (field.lost() >= field.gained() && p <= config.level()) {
            outcome = Outcome.FAILED;
            verdict = "worse than the champion";
        } else if (p > config.level() || field.lost() >= field.gained()) {
            outcome = Outcome.INCONCLUSIVE;
            verdict = "not proven better than the champion";
        } else if (reference.n() > 0 && forgotten > config.forgettingMargin()) {
            outcome = Outcome.FAILED;
            verdict = "better in the field, but it may have forgotten too much of the reference pictures";
        }
        String summary = String.format(
                Locale.ROOT,
                "On %,d audited pictures from devices that it did not learn from: %s (%.1f %% right against %.1f %%;"
                        + " %d gained, %d lost, McNemar mid-p %.2g). On %,d reference pictures at most %.1f points lost.",
                field.n(),
                verdict,
                100 * field.challenger().accuracy(field.truth()),
                100 * field.champion().accuracy(field.truth()),
                field.gained(),
                field.lost(),
                p,
                reference.n(),
                100 * Math.max(0, forgotten));
        return new GateVerdict(
                Gate.QUALITY,
                outcome,
                summary,
                Map.of(
                        "pictures", field.n(),
                        "gained", field.gained(),
                        "lost", field.lost(),
                        "p", p,
                        "championAccuracy", finite(field.champion().accuracy(field.truth())),
                        "challengerAccuracy", finite(field.challenger().accuracy(field.truth())),
                        "referencePictures", reference.n(),
                        "referenceLostUpperBound", forgotten));
    }

    /** Of the difference between two proportions on the same pictures. */
    private static double standardError(Comparison c) {
        if (c.n() == 0) {
            return 0;
        }
        double discordant = c.gained() + c.lost();
        double difference = (double) (c.lost() - c.gained()) / c.n();
        return Math.sqrt(Math.max(0, discordant / c.n() - difference * difference) / c.n());
    }

    private GateVerdict safety(Comparison field, Comparison reference) {
        long more = field.newlyConfident() + reference.newlyConfident();
        long fewer = field.noLongerConfident() + reference.noLongerConfident();
        double p = McNemar.midP(more, fewer);
        boolean worse = more > fewer && p <= config.level();
        String summary = String.format(
                Locale.ROOT,
                "Wrong with a confidence of %.1f or more: %d pictures newly so, %d no longer (McNemar mid-p %.2g).",
                CONFIDENT,
                more,
                fewer,
                p);
        return new GateVerdict(
                Gate.SAFETY,
                worse ? Outcome.FAILED : Outcome.PASSED,
                summary,
                Map.of("newlyConfidentlyWrong", more, "noLongerConfidentlyWrong", fewer, "p", p));
    }

    private GateVerdict budget(Bundle champion, Bundle challenger, float[][] inputs) {
        double before = microsAnImage(champion, inputs);
        double after = microsAnImage(challenger, inputs);
        long bytes = challenger.bytes().length;
        boolean fits = bytes <= config.maxBytes() && after <= config.slowdown() * before;
        String summary = String.format(
                Locale.ROOT,
                "%,d bytes of at most %,d; %.0f µs a picture on one thread, %.2f times the champion's.",
                bytes,
                config.maxBytes(),
                after,
                after / before);
        return new GateVerdict(
                Gate.BUDGET,
                fits ? Outcome.PASSED : Outcome.FAILED,
                summary,
                Map.of("bytes", bytes, "microsAnImage", after, "championMicrosAnImage", before));
    }

    /** Fastest of several runs: what the machine's other work adds is not the model's. */
    private static double microsAnImage(Bundle bundle, float[][] inputs) {
        float[][] some = Arrays.copyOf(inputs, Math.min(TIMED_INPUTS, inputs.length));
        try (OnnxRunner runner = bundle.runner()) {
            long best = Long.MAX_VALUE;
            for (int run = 0; run < TIMED_RUNS; run++) {
                long start = System.nanoTime();
                runner.run(some);
                best = Math.min(best, System.nanoTime() - start);
            }
            return best / 1_000.0 / some.length;
        }
    }

    private static GateVerdict infra(Bundle challenger) {
        GoldenCheck.Report report = GoldenCheck.check(challenger);
        return new GateVerdict(
                Gate.INFRA,
                report.passed() ? Outcome.PASSED : Outcome.FAILED,
                report.sentence(),
                Map.of(
                        "cases", report.cases(),
                        "runtimeDifference", finite(report.runtime()),
                        "djlDifference", finite(report.djl())));
    }

    private static GateVerdict integrity(Bundle challenger) {
        try {
            boolean same = Bundles.read(challenger.bytes()).equals(challenger);
            return new GateVerdict(
                    Gate.INTEGRITY,
                    same ? Outcome.PASSED : Outcome.FAILED,
                    "Every file is one that a bundle may hold, none is code, and the digest is right.",
                    Map.of("sha256", challenger.sha256().hex()));
        } catch (Rejection e) {
            return new GateVerdict(Gate.INTEGRITY, Outcome.FAILED, e.detail(), Map.of("code", e.code()));
        }
    }

    /** JSON has no NaN and no infinity. */
    private static Object finite(double figure) {
        return Double.isFinite(figure) ? figure : String.valueOf(figure);
    }
}
