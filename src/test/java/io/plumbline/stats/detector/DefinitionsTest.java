package io.plumbline.stats.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Detectors against the slow form of their definitions, on random streams and with settings beside the usual. */
class DefinitionsTest {
    private static final int LENGTH = 1500;

    private record Case(String name, Supplier<Detector> detector, Definitions.Rule rule, boolean errorsOnly) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Case> CASES = List.of(
            new Case("DDM", Ddm::new, Definitions.ddm(30, 3), true),
            new Case("DDM, 100, 2.5", () -> new Ddm(new Ddm.Settings(100, 2, 2.5)), Definitions.ddm(100, 2.5), true),
            new Case("EDDM", Eddm::new, Definitions.eddm(.9, 30), true),
            new Case("EDDM, .8, 10", () -> new Eddm(new Eddm.Settings(.9, .8, 10)), Definitions.eddm(.8, 10), true),
            new Case("HDDM_A", HddmA::new, Definitions.hddmA(.001, false), false),
            new Case(
                    "HDDM_A, .05, two-sided",
                    () -> new HddmA(new HddmA.Settings(.05, .2, true)),
                    Definitions.hddmA(.05, true),
                    false),
            new Case("HDDM_W", HddmW::new, Definitions.hddmW(.001, .05, false), false),
            new Case(
                    "HDDM_W, .02, .1, two-sided",
                    () -> new HddmW(new HddmW.Settings(.02, .1, .1, true)),
                    Definitions.hddmW(.02, .1, true),
                    false),
            new Case("Page-Hinkley", PageHinkley::new, Definitions.pageHinkley(.005, 50, .9999, true), false),
            new Case(
                    "Page-Hinkley, .02, 6, .99, down",
                    () -> new PageHinkley(
                            new PageHinkley.Settings(30, .02, 6, .99, Direction.DOWN, PageHinkley.Form.MINIMUM)),
                    Definitions.pageHinkley(.02, 6, .99, false),
                    false),
            new Case("CUSUM", Cusum::new, Definitions.pageHinkley(.005, 50, 1, true), false),
            new Case(
                    "CUSUM, .02, 7, down",
                    () -> new Cusum(new Cusum.Settings(30, .02, 7, Direction.DOWN)),
                    Definitions.pageHinkley(.02, 7, 1, false),
                    false),
            new Case("STEPD", Stepd::new, Definitions.stepd(30, .003), true),
            new Case(
                    "STEPD, 100, .01",
                    () -> new Stepd(new Stepd.Settings(100, .01, .05, Direction.BOTH)),
                    Definitions.stepd(100, .01),
                    true),
            new Case("ECDD", Ecdd::new, Definitions.ecdd(.2), true));

    @ParameterizedTest
    @FieldSource("CASES")
    void drifts_where_the_definition_does(Case tried) {
        int drifts = 0;
        for (int seed = 0; seed < 8; seed++) {
            // Given
            Random random = new Random(seed);
            double p = random.nextDouble() * .5;
            double q = random.nextDouble();
            double[] values = Streams.errors(seed, p, q, LENGTH);
            for (int i = 0; i < LENGTH && seed % 2 == 1 && !tried.errorsOnly; i++) {
                values[i] = values[i] * .6 + .4 * random.nextDouble();
            }
            // When
            List<Integer> found = Streams.drifts(tried.detector.get(), values);
            // Then
            assertThat(found).as("seed %d, %s to %s", seed, p, q).isEqualTo(Definitions.drifts(tried.rule, values));
            drifts += found.size();
        }
        assertThat(drifts).isPositive();
    }

    static final List<Adwin.Settings> ADWIN = List.of(
            Adwin.Settings.DEFAULT,
            Adwin.Settings.RESETTING,
            new Adwin.Settings(.2, 1, 2, 0, 1, false, Direction.BOTH),
            new Adwin.Settings(.05, 7, 9, 50, 20, true, Direction.BOTH));

    @ParameterizedTest
    @FieldSource("ADWIN")
    void cuts_its_window_where_the_definition_does(Adwin.Settings settings) {
        int drifts = 0;
        for (int seed = 0; seed < 6; seed++) {
            // Given
            double[] values = Streams.errors(seed, .3, .1 * seed, LENGTH);
            Random random = new Random(seed);
            for (int i = 0; i < LENGTH && seed % 2 == 1; i++) {
                values[i] = values[i] * .6 + .4 * random.nextDouble();
            }
            // When
            List<Integer> found = Streams.drifts(new Adwin(settings), values);
            // Then
            assertThat(found).as("seed %d", seed).isEqualTo(Definitions.adwin(settings, values));
            drifts += found.size();
        }
        assertThat(drifts).isPositive();
    }
}
