package io.plumbline.stats.detector;

import static io.plumbline.stats.detector.Streams.drifts;
import static io.plumbline.stats.detector.Streams.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DetectorSettingsTest {
    private static final Direction BOTH = Direction.BOTH;

    private record Bad(String named, Supplier<Record> settings) {
        @Override
        public String toString() {
            return named;
        }
    }

    static final List<Bad> BAD = List.of(
            new Bad("-7", () -> new Ddm.Settings(-7, 2, 3)),
            new Bad("NaN", () -> new Ddm.Settings(30, Double.NaN, 3)),
            new Bad("1.5", () -> new Ddm.Settings(30, 2, 1.5)),
            new Bad("0.97", () -> new Eddm.Settings(.95, .97, 30)),
            new Bad("1.25", () -> new Eddm.Settings(1.25, .9, 30)),
            new Bad("-3", () -> new Eddm.Settings(.95, .9, -3)),
            new Bad("6999", () -> new Rddm.Settings(129, 1.773, 2.258, 6999, 7000, 1400)),
            new Bad("1000001", () -> new Rddm.Settings(129, 1.773, 2.258, 2_000_000, 1_000_001, 1400)),
            new Bad("-1", () -> new Rddm.Settings(129, 1.773, 2.258, 40_000, 7000, -1)),
            new Bad("7.0E-4", () -> new HddmA.Settings(.001, .0007, false)),
            new Bad("1.0", () -> new HddmA.Settings(1, 1, false)),
            new Bad("NaN", () -> new HddmW.Settings(.001, .005, Double.NaN, false)),
            new Bad("7.0E-4", () -> new HddmW.Settings(.001, .0007, .05, false)),
            new Bad("-0.5", () -> new Adwin.Settings(-.5, 32, 5, 10, 5, false, BOTH)),
            new Bad("-32", () -> new Adwin.Settings(.002, -32, 5, 10, 5, false, BOTH)),
            new Bad("101", () -> new Adwin.Settings(.002, 32, 101, 10, 5, false, BOTH)),
            new Bad("-10", () -> new Adwin.Settings(.002, 32, 5, -10, 5, false, BOTH)),
            new Bad("-5", () -> new Adwin.Settings(.002, 32, 5, 10, -5, false, BOTH)),
            new Bad("-0.005", () -> new PageHinkley.Settings(30, -.005, 50, 1, BOTH, PageHinkley.Form.ZERO)),
            new Bad(
                    "Infinity",
                    () -> new PageHinkley.Settings(30, .005, Double.POSITIVE_INFINITY, 1, BOTH, PageHinkley.Form.ZERO)),
            new Bad("1.01", () -> new PageHinkley.Settings(30, .005, 50, 1.01, BOTH, PageHinkley.Form.ZERO)),
            new Bad("-50.0", () -> new Cusum.Settings(30, .005, -50, BOTH)),
            new Bad("51", () -> new Kswin.Settings(.005, 100, 51, .1, false, 1)),
            new Bad("1.1", () -> new Kswin.Settings(.005, 100, 30, 1.1, false, 1)),
            new Bad("0.001", () -> new Stepd.Settings(30, .003, .001, BOTH)),
            new Bad("-1", () -> new Stepd.Settings(-1, .003, .05, BOTH)),
            new Bad("2.0", () -> new Ecdd.Settings(30, 2, Ecdd.RunLength.ARL_400, .5)),
            new Bad("1.5", () -> new Ecdd.Settings(30, .2, Ecdd.RunLength.ARL_400, 1.5)));

    @ParameterizedTest
    @FieldSource("BAD")
    void names_the_setting_that_it_refuses(Bad bad) {
        assertThatIllegalArgumentException().isThrownBy(bad.settings::get).withMessageContaining(bad.named);
    }

    @Test
    void reports_only_the_direction_that_it_is_asked_for() {
        // Given
        double[] rise = errors(5, .1, .6);
        double[] fall = errors(5, .6, .1);
        List<Supplier<Detector>> rises = new ArrayList<>();
        List<Supplier<Detector>> falls = new ArrayList<>();
        for (Direction direction : List.of(Direction.UP, Direction.DOWN)) {
            List<Supplier<Detector>> detectors = direction == Direction.UP ? rises : falls;
            detectors.add(() -> new Adwin(new Adwin.Settings(.002, 32, 5, 10, 5, false, direction)));
            detectors.add(() -> new PageHinkley(PageHinkley.Settings.DEFAULT.in(direction)));
            detectors.add(() ->
                    new PageHinkley(PageHinkley.Settings.DEFAULT.in(direction).as(PageHinkley.Form.FLOORED)));
            detectors.add(() -> new Cusum(Cusum.Settings.DEFAULT.in(direction)));
            detectors.add(() -> new Stepd(new Stepd.Settings(100, 1e-6, .05, direction)));
        }
        for (int i = 0; i < rises.size(); i++) {
            // When, Then
            assertThat(drifts(rises.get(i).get(), rise)).as("rise, %d", i).isNotEmpty();
            assertThat(drifts(rises.get(i).get(), fall)).as("rise, %d", i).isEmpty();
            assertThat(drifts(falls.get(i).get(), fall)).as("fall, %d", i).isNotEmpty();
            assertThat(drifts(falls.get(i).get(), rise)).as("fall, %d", i).isEmpty();
        }
    }

    @Test
    void adwin_keeps_what_is_newer_than_the_cut() {
        // Given
        Adwin adwin = new Adwin();
        double[] values = errors(8, .1, .8);
        // When
        for (double x : values) {
            adwin.update(x);
        }
        // Then
        assertThat(adwin.n()).isEqualTo(4000);
        assertThat(adwin.width()).isBetween(1900L, 2050L);
        double mean = Arrays.stream(values, 4000 - (int) adwin.width(), 4000)
                .average()
                .orElseThrow();
        assertThat(adwin.mean()).isCloseTo(mean, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"30, .005, .1, 14", "30, .05, .1, 11", "30, .05, .9, 28", "2, .01, 0, 3", "1000, .05, .1, 101"})
    void kswin_knows_from_which_distance_it_drifts(int r, double alpha, double minDistance, int steps) {
        assertThat(Kswin.critical(r, alpha, minDistance)).isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource({"false, 213", "true, 213"})
    void kswin_drifts_when_so_many_of_the_newest_differ(boolean keepNewest, int first) {
        // Given
        double[] values = new double[1000];
        Arrays.fill(values, 200, values.length, 1);
        for (long seed = 0; seed < 5; seed++) {
            Kswin kswin = new Kswin(new Kswin.Settings(.005, 100, 30, .1, keepNewest, seed));
            // When
            List<Integer> drifts = drifts(kswin, values);
            // Then
            assertThat(drifts.get(0)).as("seed %d", seed).isEqualTo(first);
        }
    }

    @Test
    void kswin_draws_by_its_seed() {
        // Given
        double[] values = Streams.shifted(4, 0);
        Kswin.Settings usual = Kswin.Settings.DEFAULT;
        Kswin.Settings seeded = new Kswin.Settings(.005, 100, 30, .1, false, 2);
        // When
        List<Integer> drifts = drifts(new Kswin(usual), values);
        // Then
        assertThat(drifts(new Kswin(usual), values)).isEqualTo(drifts);
        assertThat(drifts(new Kswin(seeded), values)).isNotEqualTo(drifts);
    }

    @Test
    void ddm_takes_the_first_error_after_a_clean_start_for_a_drift() {
        // Given
        double[] values = new double[200];
        values[100] = 1;
        // When, Then
        assertThat(drifts(new Ddm(), values)).containsExactly(100);
    }

    @Test
    void rddm_calls_a_warning_that_lasts_a_drift() {
        // Given
        Rddm rddm = new Rddm(new Rddm.Settings(129, 1.773, 1000, 40_000, 7000, 50));
        double[] values = new double[2000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % (i < 1000 ? 10 : 5) == 0 ? 1 : 0;
        }
        // When
        List<Signal> signals = Streams.signals(rddm, values, 0, values.length);
        // Then
        int drift = signals.indexOf(Signal.DRIFT);
        assertThat(signals.subList(drift - 50, drift)).containsOnly(Signal.WARNING);
        assertThat(signals.get(drift - 51)).isEqualTo(Signal.STABLE);
    }

    @Test
    void eddm_keeps_warning_between_errors() {
        // Given
        double[] values = errors(42, .2, .3);
        // When
        List<Signal> signals = Streams.signals(new Eddm(), values, 0, values.length);
        // Then
        boolean between = false;
        for (int i = 1; i < values.length; i++) {
            if (values[i] == 0 && signals.get(i - 1) != Signal.DRIFT) {
                assertThat(signals.get(i)).as("at %d", i).isEqualTo(signals.get(i - 1));
                between |= signals.get(i) == Signal.WARNING;
            }
        }
        assertThat(between).isTrue();
    }
}
