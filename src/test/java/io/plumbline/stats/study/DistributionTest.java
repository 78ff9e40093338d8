package io.plumbline.stats.study;

import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.ContingencyTest;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.distance.Distances;
import java.util.function.Function;

/** A test whether two samples, as histograms or as counts of labels, come from one distribution. */
enum DistributionTest {
    PSI("PSI", pair -> Distances.psi(pair.reference(), pair.current())),
    KOLMOGOROV_SMIRNOV("Kolmogorov–Smirnov", pair -> Distances.kolmogorovSmirnov(pair.reference(), pair.current())),
    JENSEN_SHANNON("Jensen–Shannon", pair -> Distances.jensenShannon(pair.reference(), pair.current())),
    HELLINGER("Hellinger", pair -> Distances.hellinger(pair.reference(), pair.current(), Constants.DESIGN)),
    TOTAL_VARIATION(
            "total variation", pair -> Distances.totalVariation(pair.reference(), pair.current(), Constants.DESIGN)),
    LARGEST_DIFFERENCE("L∞", pair -> Distances.largestDifference(pair.reference(), pair.current(), Constants.DESIGN)),
    WASSERSTEIN("W1", pair -> Distances.wasserstein(pair.reference(), pair.current())),
    CHI_SQUARED("χ² of labels", pair -> ContingencyTest.chiSquared(pair.referenceLabels(), pair.currentLabels()));

    private final String title;
    // Safe because: it holds nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Pair, Comparison> test;

    DistributionTest(String title, Function<Pair, Comparison> test) {
        this.title = title;
        this.test = test;
    }

    private static final class Constants {
        static final Design DESIGN = Design.independent(Distances.DEFAULT_ALPHA);
    }

    String title() {
        return title;
    }

    /** The p-value; NaN if there was not enough data. */
    double p(Pair pair) {
        return test.apply(pair) instanceof Comparison.Measured measured ? measured.p() : Double.NaN;
    }
}
