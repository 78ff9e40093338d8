package io.plumbline.stats.detector;

import static io.plumbline.stats.detector.Streams.drifts;
import static io.plumbline.stats.detector.Streams.errors;
import static io.plumbline.stats.detector.Streams.file;
import static io.plumbline.stats.detector.Streams.shifted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The very indices, 0-based, at which other programs drift on the same values. */
class PublishedIndicesTest {
    private static final Adwin.Settings FINE_ADWIN = new Adwin.Settings(.05, 1, 5, 10, 5, true, Direction.BOTH);
    private static final Adwin.Settings REAL_ADWIN = new Adwin.Settings(.01, 8, 7, 10, 5, true, Direction.BOTH);
    private static final PageHinkley.Settings REAL_PAGE_HINKLEY =
            new PageHinkley.Settings(30, .01, 5, .999, Direction.BOTH, PageHinkley.Form.MINIMUM);

    private record Published(String name, Detector detector, Supplier<double[]> values, List<Integer> drifts) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** From the test data of scikit-multiflow and river, whose streams these are; EDDM with the population's deviation. */
    static final List<Published> FILES = List.of(
            of("ADWIN on s1", new Adwin(Adwin.Settings.RESETTING), file("s1.txt"), 1023),
            of("DDM on s2", new Ddm(), file("s2.txt"), 1049),
            of("EDDM on s2", new Eddm(), file("s2.txt"), 681, 848, 983, 1042, 1089),
            of("HDDM_A on s2", new HddmA(), file("s2.txt"), 1047),
            of("HDDM_W on s2", new HddmW(), file("s2.txt"), 1018),
            of("HDDM_A two-sided on s3", new HddmA(HddmA.Settings.TWO_SIDED), file("s3.txt"), 531, 1015, 1545),
            of("HDDM_W two-sided on s3", new HddmW(HddmW.Settings.TWO_SIDED), file("s3.txt"), 507, 1032, 1508),
            of("Page-Hinkley up on s3", new PageHinkley(), file("s3.txt"), 588, 1681),
            of("Page-Hinkley down on s3", pageHinkley(Direction.DOWN), file("s3.txt"), 1172),
            of("Page-Hinkley both on s3", pageHinkley(Direction.BOTH), file("s3.txt"), 588, 1097, 1585));

    /** MOA 2024.07.0. */
    static final List<Published> MOA = List.of(
            of("DDM .2", new Ddm(), errors(42, .2, .4), 98, 155, 2429),
            of("HDDM_A .2", new HddmA(), errors(42, .2, .4), 2062),
            of("HDDM_W .2", new HddmW(), errors(42, .2, .4), 2060, 2980),
            of("ADWIN .2", new Adwin(), errors(42, .2, .4), 2079, 2111, 2207),
            of("ADWIN .2 reset", new Adwin(Adwin.Settings.RESETTING), errors(42, .2, .4), 2079),
            of("Page-Hinkley .2", pageHinkley(PageHinkley.Form.ZERO), errors(42, .2, .4), 2148),
            of("CUSUM .2", new Cusum(), errors(42, .2, .4), 2144),
            of("STEPD .2", new Stepd(), errors(42, .2, .4), 2028),
            of(
                    "ECDD .2",
                    new Ecdd(),
                    errors(42, .2, .4),
                    97,
                    156,
                    576,
                    986,
                    1101,
                    1556,
                    1821,
                    2004,
                    2065,
                    2534,
                    2774,
                    3799,
                    3918),
            of("RDDM .2", new Rddm(), errors(42, .2, .4), 327, 2055),
            of("DDM .05", new Ddm(), errors(42, .05, .15), 72, 324, 362, 2057),
            of("HDDM_A .05", new HddmA(), errors(42, .05, .15), 2645),
            of("HDDM_W .05", new HddmW(), errors(42, .05, .15)),
            of("ADWIN .05", new Adwin(), errors(42, .05, .15), 2271, 2495, 2655, 2719),
            of("ADWIN .05 reset", new Adwin(Adwin.Settings.RESETTING), errors(42, .05, .15), 2271),
            of("Page-Hinkley .05", pageHinkley(PageHinkley.Form.ZERO), errors(42, .05, .15), 2682),
            of("CUSUM .05", new Cusum(), errors(42, .05, .15), 2636),
            of(
                    "RDDM long",
                    new Rddm(),
                    errors(6, .2, .23, 200_000),
                    5416,
                    45113,
                    61123,
                    101956,
                    101984,
                    143130,
                    183059,
                    184565));

    /** river 0.23.0; its DDM keeps the least from value 31 on. */
    static final List<Published> RIVER = List.of(
            of("DDM .02", new Ddm(new Ddm.Settings(32, 2, 3)), errors(1, .02, .2), 771, 923, 987, 2011),
            of("DDM .2", new Ddm(new Ddm.Settings(32, 2, 3)), errors(2, .2, .4), 57, 212, 2159),
            of("HDDM_A .4", new HddmA(HddmA.Settings.TWO_SIDED), errors(1, .4, .1), 2090),
            of("HDDM_A .2", new HddmA(), errors(3, .2, .4), 2231),
            of("HDDM_A real", new HddmA(new HddmA.Settings(.01, .05, true)), shifted(1, .3), 2113),
            of("Page-Hinkley .4", pageHinkley(Direction.BOTH), errors(1, .4, .1), 2174),
            of("Page-Hinkley .02", pageHinkley(Direction.BOTH), errors(3, .02, .2), 2342),
            of(
                    "Page-Hinkley real",
                    new PageHinkley(REAL_PAGE_HINKLEY),
                    shifted(1, .3),
                    399,
                    714,
                    2004,
                    2291,
                    2484,
                    3759),
            of(
                    "Page-Hinkley real fall",
                    new PageHinkley(REAL_PAGE_HINKLEY),
                    shifted(2, -.2),
                    168,
                    674,
                    1504,
                    1570,
                    1868,
                    2030,
                    2897,
                    3035,
                    3290,
                    3446),
            of("ADWIN clock 1", new Adwin(FINE_ADWIN), errors(3, .4, .1), 2053, 3507),
            of("ADWIN clock 1 rise", new Adwin(FINE_ADWIN), errors(3, .02, .2), 2042, 3043),
            of("ADWIN real", new Adwin(REAL_ADWIN), shifted(1, -.2), 2071),
            of("ADWIN real rise", new Adwin(REAL_ADWIN), shifted(3, .3), 2039));

    /** frouros 0.9.0; its STEPD halves no level. */
    static final List<Published> FROUROS = List.of(
            of("DDM .05", new Ddm(), errors(1, .05, .15), 2099, 3104, 3182, 3565),
            of(
                    "ECDD .05",
                    new Ecdd(),
                    errors(2, .05, .15),
                    168,
                    670,
                    782,
                    1772,
                    1917,
                    2021,
                    2147,
                    2201,
                    2336,
                    2664,
                    2828,
                    3171,
                    3925),
            of("ECDD .3", new Ecdd(), errors(1, .3, .1), 828, 1669, 3563, 3812),
            of("CUSUM .2", new Cusum(), errors(1, .2, .4), 2283),
            of("CUSUM .05", new Cusum(), errors(3, .05, .15), 2974),
            of("Page-Hinkley .2", pageHinkley(PageHinkley.Form.ZERO), errors(2, .2, .4), 2511),
            of("STEPD .2", stepd(), errors(2, .2, .4), 1493, 1553, 2038, 2808),
            of("STEPD .3", stepd(), errors(3, .3, .1), 640, 2072, 3029));

    private static Published of(String name, Detector detector, double[] values, int... drifts) {
        return new Published(
                name, detector, () -> values, IntStream.of(drifts).boxed().toList());
    }

    private static PageHinkley pageHinkley(Direction direction) {
        return new PageHinkley(PageHinkley.Settings.DEFAULT.in(direction));
    }

    private static PageHinkley pageHinkley(PageHinkley.Form form) {
        return new PageHinkley(PageHinkley.Settings.DEFAULT.as(form));
    }

    private static Stepd stepd() {
        return new Stepd(new Stepd.Settings(30, .006, .1, Direction.BOTH));
    }

    @ParameterizedTest
    @FieldSource({"FILES", "MOA", "RIVER", "FROUROS"})
    void drifts_where_others_do(Published published) {
        published.detector.reset();
        assertThat(drifts(published.detector, published.values.get())).isEqualTo(published.drifts);
    }

    @Test
    void has_the_streams_that_were_published() {
        assertThat(ones(errors(42, .2, .4))).containsExactly(361, 773);
        assertThat(ones(errors(42, .05, .15))).containsExactly(90, 261);
    }

    private static int[] ones(double[] errors) {
        return new int[] {
            (int) Arrays.stream(errors, 0, 2000).sum(),
            (int) Arrays.stream(errors, 2000, 4000).sum()
        };
    }
}
