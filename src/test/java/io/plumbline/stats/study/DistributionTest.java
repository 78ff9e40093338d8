package io.plumbline.stats.study;

import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.ContingencyTest;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.distance.Distances;
import io.plumbline.stats.distance.Samples;
import java.util.function.Function;

/** A test whether two samples come from one distribution. */
enum DistributionTest {
    PSI("PSI", false, pair -> Distances.psi(pair.reference(), pair.current())),
    KOLMOGOROV_SMIRNOV(
            "Kolmogorov–Smirnov", false, pair -> Distances.kolmogorovSmirnov(pair.reference(), pair.current())),
    JENSEN_SHANNON("Jensen–Shannon", false, pair -> Distances.jensenShannon(pair.reference(), pair.current())),
    HELLINGER("Hellinger", false, pair -> Distances.hellinger(pair.reference(), pair.current(), Constants.DESIGN)),
    TOTAL_VARIATION(
            "total variation",
            false,
            pair -> Distances.totalVariation(pair.reference(), pair.current(), Constants.DESIGN)),
    LARGEST_DIFFERENCE(
            "L∞", false, pair -> Distances.largestDifference(pair.reference(), pair.current(), Constants.DESIGN)),
    WASSERSTEIN("W1", false, pair -> Distances.wasserstein(pair.reference(), pair.current())),
    CHI_SQUARED(
            "χ² of labels", false, pair -> ContingencyTest.chiSquared(pair.referenceLabels(), pair.currentLabels())),
    EXACT_KOLMOGOROV_SMIRNOV(
            "Kolmogorov–Smirnov, exact",
            true,
            pair -> Samples.kolmogorovSmirnovExact(pair.referenceValues(), pair.currentValues())),
    WASSERSTEIN_OF_VALUES(
            "W1 of values", true, pair -> Samples.wasserstein(pair.referenceValues(), pair.currentValues()));

    private final String title;
    private final boolean ofValues;
    // Safe because: it holds nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Pair, Comparison> test;

    DistributionTest(String title, boolean ofValues, Function<Pair, Comparison> test) {
        this.title = title;
        this.ofValues = ofValues;
        this.test = test;
    }

    private static final class Constants {
        static final Design DESIGN = Design.independent(Distances.DEFAULT_ALPHA);
    }

    String title() {
        return title;
    }

    /** The p-value; NaN if there was not enough data, or too much for a test of the values themselves. */
    double p(Pair pair) {
        if (ofValues && !pair.kept()) {
            return Double.NaN;
        }
        return test.apply(pair) instanceof Comparison.Measured measured ? measured.p() : Double.NaN;
    }
}
