package io.plumbline.stats.calibration;

import io.plumbline.stats.Require;
import java.util.OptionalDouble;

/**
 * From which confidence on answers may be trusted: selective classification (Geifman and El-Yaniv, "Selective classification
 * for deep neural networks", NIPS 2017). Only the answers of at least that confidence are given; the others are "unsure".
 *
 * <p>As many answers are given as can be while (wrong + 1) / (given + 1) is at most the accepted risk: as if the next one
 * were wrong, as conformal risk control has it (Angelopoulos, Bates, Fisch, Lei and Schuster, ICLR 2024). That keeps the risk
 * on average over samples; in one sample of n given answers it may be exceeded by about √(risk / n). A bound that holds for
 * nearly each sample would call twice as many answers unsure at the hundreds of labels that a retraining has.
 */
public final class SelectiveRisk {
    /** Fewer answers than these tell next to nothing of a risk. */
    private static final int LEAST_GIVEN = 30;

    private SelectiveRisk() {}

    /**
     * The threshold at which most answers are given.
     *
     * @param labelled predictions and whether they were right, drawn as those to come will be; how much each weighs is left
     *     out of account
     * @param risk share of errors that is accepted among the answers given, between 0 and 1
     * @return a confidence to be reached, 0 to 1, 0 if every answer may be given; empty if no threshold at which at least 30
     *     answers are given keeps the risk
     * @throws IllegalArgumentException if the risk is out of its range
     */
    public static OptionalDouble threshold(Labelled labelled, double risk) {
        Require.fraction("An accepted risk", risk);
        OptionalDouble threshold = OptionalDouble.empty();
        long given = 0;
        long wrong = 0;
        for (int i = labelled.entries() - 1; i >= 0; i--) {
            given += labelled.count(i);
            wrong += labelled.correct(i) ? 0 : labelled.count(i);
            // Predictions of equal confidence are above a threshold or below it together.
            boolean last = i == 0 || labelled.confidence(i - 1) < labelled.confidence(i);
            if (last && given >= LEAST_GIVEN && wrong + 1 <= risk * (given + 1)) {
                threshold = OptionalDouble.of(i == 0 ? 0 : labelled.confidence(i));
            }
        }
        return threshold;
    }
}
