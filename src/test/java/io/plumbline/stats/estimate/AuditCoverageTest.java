package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.stats.Estimate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A year of users in small: errors rise from 20 % to 27.2 %, users correct what they notice, and they notice less of the new
 * errors; 2 % of all predictions are audited.
 */
class AuditCoverageTest {
    private static final int PREDICTIONS = 5000;
    private static final int RUNS = 2000;
    private static final double LEVEL = .95;

    /**
     * Of 2,000 runs a share within 93.3 to 96.7 % has a probability above 0.999 at a true coverage of 95 %, and one below
     * 0.32 at 93 or 97 %.
     */
    @ParameterizedTest
    @CsvSource({
        ".2, .02, PREDICTIONS",
        ".272, .02, PREDICTIONS",
        ".272, .02, PROCESS",
        ".1, .5, PREDICTIONS",
        ".1, .5, PROCESS"
    })
    void covers_the_true_rate_as_often_as_it_says(double rate, double arm, Target target) {
        // Given
        int[] covered = new int[4];
        for (int run = 0; run < RUNS; run++) {
            Year year = new Year(rate, arm, run, PREDICTIONS);
            double truth = target == Target.PROCESS ? rate : (double) year.errors / year.predictions;
            // When
            Estimate[] estimates = {
                year.audit.hajek(LEVEL, target),
                year.audit.horvitzThompson(year.predictions, LEVEL, target),
                year.rest.withVoluntary(year.voluntary(), year.predictions, LEVEL, target),
                year.byDifference(target)
            };
            for (int i = 0; i < estimates.length; i++) {
                Estimate.Measured measured = (Estimate.Measured) estimates[i];
                boolean inside = measured.interval().lower() <= truth
                        && truth <= measured.interval().upper();
                covered[i] += inside ? 1 : 0;
            }
        }
        // Then
        for (int i = 0; i < covered.length; i++) {
            assertThat((double) covered[i] / RUNS).as("estimate %d", i).isBetween(.933, .967);
        }
    }

    @Test
    void sees_a_rise_that_voluntary_labels_hide() {
        // Given
        Year before = new Year(.2, .02, 1, PREDICTIONS * 20);
        Year after = new Year(.272, .02, 2, PREDICTIONS * 20);
        // Then: among voluntary labels the rise of 36 % all but vanishes
        double naiveBefore = (double) before.spokenErrors / before.spoken;
        double naiveAfter = (double) after.spokenErrors / after.spoken;
        assertThat(naiveAfter / naiveBefore - 1).isBetween(-.1, .1);
        // Then: the audit has it, and voluntary labels make it sharper
        Estimate.Measured audited = measured(after.audit.hajek(LEVEL, Target.PROCESS));
        Estimate.Measured both =
                measured(after.rest.withVoluntary(after.voluntary(), after.predictions, LEVEL, Target.PROCESS));
        assertThat(measured(before.audit.hajek(LEVEL, Target.PROCESS))
                        .interval()
                        .upper())
                .isLessThan(audited.interval().lower());
        assertThat(audited.interval().lower()).isLessThan(.272);
        assertThat(audited.interval().upper()).isGreaterThan(.272);
        assertThat(both.standardError()).isLessThan(.95 * audited.standardError());
    }

    private static Estimate.Measured measured(Estimate estimate) {
        return (Estimate.Measured) estimate;
    }

    private static final class Year {
        private final int predictions;
        private int errors;
        private int spoken;
        private int spokenErrors;
        private double guesses;
        private AuditSample audit = AuditSample.empty();
        private AuditSample rest = AuditSample.empty();
        private final boolean[] auditedErrors;
        private final double[] auditedGuesses;
        private final double[] propensities;
        private int audited;

        Year(double rate, double arm, int seed, int predictions) {
            this.predictions = predictions;
            auditedErrors = new boolean[predictions];
            auditedGuesses = new double[predictions];
            propensities = new double[predictions];
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < predictions; i++) {
                double hard = random.nextDouble();
                boolean error = random.nextDouble() < 2 * rate * hard;
                // The more errors there are the fewer are noticed; sure users confirm what is right.
                boolean speaks = random.nextDouble() < (error ? .07 / rate : .35 * (1 - .2) / (1 - rate));
                double propensity = arm * (.5 + hard);
                boolean drawn = random.nextDouble() < propensity;
                add(error, speaks, hard * rate * 1.5, drawn, propensity);
            }
        }

        private void add(boolean error, boolean speaks, double guess, boolean drawn, double propensity) {
            errors += error ? 1 : 0;
            spoken += speaks ? 1 : 0;
            spokenErrors += speaks && error ? 1 : 0;
            guesses += guess;
            if (drawn) {
                AuditSample one = AuditSample.of(error ? 1 : 0, 1, propensity);
                audit = audit.plus(one);
                rest = speaks ? rest : rest.plus(one);
                auditedErrors[audited] = error;
                auditedGuesses[audited] = guess;
                propensities[audited++] = propensity;
            }
        }

        VoluntaryLabels voluntary() {
            return new VoluntaryLabels(spoken, spokenErrors);
        }

        Estimate byDifference(Target target) {
            return DifferenceEstimate.rate(
                    guesses / predictions,
                    predictions,
                    Arrays.copyOf(auditedErrors, audited),
                    Arrays.copyOf(auditedGuesses, audited),
                    Arrays.copyOf(propensities, audited),
                    LEVEL,
                    target);
        }
    }
}
