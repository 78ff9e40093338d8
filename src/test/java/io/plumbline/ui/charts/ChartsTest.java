package io.plumbline.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** Each chart with nothing, one, many, broken and huge values: always well-formed, never a number that is none. */
class ChartsTest {
    private static final Instant START = Instant.parse("2026-11-22T22:00:00Z");
    private static final String EVIL = "</title><script>alert('x')</script>\"&";

    private record Case(String name, Supplier<Picture> chart) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> charts() {
        List<Case> cases = new ArrayList<>();
        for (int n : new int[] {0, 1, 2, 500}) {
            for (double value :
                    new double[] {0.2, 0, Double.NaN, Double.POSITIVE_INFINITY, 1e300, -3, Double.MIN_VALUE}) {
                String with = " with " + n + " of " + value;
                cases.add(new Case("line" + with, () -> line(n, value)));
                cases.add(new Case("densities" + with, () -> densities(n, value)));
                cases.add(new Case("bars" + with, () -> bars(n, value)));
                cases.add(new Case("segments" + with, () -> segments(n, value)));
                cases.add(new Case("measures" + with, () -> measures(n, value)));
                cases.add(new Case("calibration" + with, () -> calibration(n, value)));
                cases.add(new Case("sparkline" + with, () -> sparkline(n, value)));
            }
        }
        for (double e : new double[] {0, Double.NaN, 1e-300, 0.3, 20, 1e300, Double.POSITIVE_INFINITY}) {
            cases.add(new Case("gauge at " + e, () -> new EvidenceGauge(e, 20).picture()));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void isWellFormedWithoutBrokenNumbers(Case chart) throws Exception {
        String markup = chart.chart().get().markup();

        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<html>" + markup + "</html>")));
        assertThat(markup).contains("<desc>", "aria-label=").doesNotContain("NaN", "Infinity", "<script");
    }

    @Test
    void theAlarmIsCrossedAtItsBoundAndNotBefore() {
        assertThat(new EvidenceGauge(19.999, 20).picture().markup())
                .contains("fl field")
                .doesNotContain("fl alarm");
        assertThat(new EvidenceGauge(20, 20).picture().markup()).contains("fl alarm");
        assertThatThrownBy(() -> new EvidenceGauge(1, 0)).hasMessageContaining("not 0.0");
    }

    @Test
    void aGapInTheValuesIsAGapInTheLine() {
        List<LineChart.Point> points =
                List.of(point(0, 0.1), point(1, 0.2), point(2, Double.NaN), point(3, 0.1), point(4, 0.3));

        String markup = chart(points).markup();

        String path = markup.substring(markup.indexOf("<path class=\"ln field\""));
        assertThat(path.substring(0, path.indexOf("/>"))).matches("(?s)[^M]*M[^M]*M[^M]*");
    }

    @Test
    void theBaselineStandsLeftOfADividerAndTheFieldRightOfIt() {
        LineChart.Look look =
                LineChart.Look.alone(Size.FULL).after(new LineChart.Before("validation", 0.1, 0.08, 0.12));

        String markup = new LineChart(
                        "Errors",
                        "",
                        List.of(new LineChart.Series("field", Tone.FIELD, List.of(point(0, 0.2), point(1, 0.3)))),
                        List.of(),
                        List.of(),
                        look)
                .picture()
                .markup();

        assertThat(markup)
                .contains("<line class=\"split\" x1=\"120\"", "validation 10 %", "10 %\n8 % to 12 %")
                .contains("data-at=\"2026-11-22T22:00:00Z\"");
        String path = markup.substring(markup.indexOf("<path class=\"ln field\" d=\"M") + 27);
        assertThat(Double.parseDouble(path.substring(0, path.indexOf(' ')))).isGreaterThan(120);
    }

    @Test
    void ticksAreRoundAndInUtc() {
        assertThat(new Scale(0, 0.47, 0, 1).ticks(5)).containsExactly(0.0, 0.1, 0.2, 0.30000000000000004, 0.4);
        assertThat(TimeTicks.between(START, START.plusSeconds(6 * 3600), 4))
                .extracting(TimeTicks.Tick::label)
                .containsExactly("22:00", "23 Nov", "02:00", "04:00");
    }

    @Test
    void numbersReadWell() {
        assertThat(Stream.of(0.0, 0.12, 0.1234, 0.0001, 1.0, Double.NaN).map(Numbers::percent))
                .containsExactly("0 %", "12 %", "12.3 %", "< 0.1 %", "100 %", "–");
        assertThat(Stream.of(0.0, 0.037218, 4.214, 1234.0, 3.4e12, 2.5e-7).map(Numbers::measure))
                .containsExactly("0", "0.0372", "4.21", "1,234", "3.4e12", "2.5e-7");
        assertThat(Numbers.bytes(281_236)).isEqualTo("275 KiB");
        assertThat(Numbers.significance(1e-9)).isEqualTo("< 0.001");
    }

    private static Picture line(int n, double value) {
        List<LineChart.Point> points = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            points.add(new LineChart.Point(START.plusSeconds(3600L * i), value, value / 2, value * 2, EVIL));
        }
        return chart(points);
    }

    private static Picture chart(List<LineChart.Point> points) {
        return new LineChart(
                        EVIL,
                        EVIL,
                        List.of(new LineChart.Series(EVIL, Tone.FIELD, points)),
                        List.of(
                                new LineChart.Level(EVIL, Tone.PROMISE, 0.3),
                                new LineChart.Level("none", Tone.BASELINE, Double.NaN)),
                        List.of(
                                new LineChart.Moment(START, EVIL, Tone.ALARM),
                                new LineChart.Moment(START, EVIL, Tone.RELEASE),
                                new LineChart.Moment(START, EVIL, Tone.RELEASE),
                                new LineChart.Moment(START.minusSeconds(1_000_000), EVIL, Tone.RELEASE)),
                        LineChart.Look.alone(Size.FULL))
                .picture();
    }

    private static Picture measures(int n, double value) {
        List<LineChart.Point> points = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            points.add(new LineChart.Point(START.plusSeconds(3600L * i), value, value / 2, value * 2, EVIL));
        }
        LineChart.Look look = LineChart.Look.alone(Size.FULL)
                .in(n == 1 ? LineChart.Unit.COUNT : LineChart.Unit.MEASURE)
                .after(new LineChart.Before(EVIL, value, value / 2, value * 2));
        return new LineChart(
                        EVIL,
                        EVIL,
                        List.of(new LineChart.Series(EVIL, Tone.FIELD, points)),
                        List.of(),
                        List.of(new LineChart.Moment(START, EVIL, Tone.ALARM)),
                        look)
                .picture();
    }

    private static Picture calibration(int n, double value) {
        List<ReliabilityDiagram.Bin> bins = times(n, value).stream()
                .map(v -> new ReliabilityDiagram.Bin(v, v, v / 2, v * 2, n))
                .toList();
        return new ReliabilityDiagram(
                        EVIL,
                        EVIL,
                        List.of(
                                new ReliabilityDiagram.Series(EVIL, Tone.BASELINE, bins),
                                new ReliabilityDiagram.Series(EVIL, Tone.FIELD, bins)),
                        Size.HALF)
                .picture();
    }

    private static LineChart.Point point(int hour, double value) {
        return LineChart.Point.of(START.plusSeconds(3600L * hour), value, "");
    }

    private static Picture densities(int n, double value) {
        return new DensityPair(EVIL, EVIL, EVIL, times(n, value), times(Math.max(0, n - 1), value), Size.HALF)
                .picture();
    }

    private static Picture bars(int n, double value) {
        List<BarPairs.Row> rows =
                times(n, value).stream().map(v -> new BarPairs.Row(EVIL, v, v)).toList();
        return new BarPairs(EVIL, EVIL, rows, Size.HALF).picture();
    }

    private static Picture segments(int n, double value) {
        List<SegmentBars.Row> rows = times(n, value).stream()
                .map(v -> new SegmentBars.Row(EVIL, EVIL, v, v / 2, v * 2, true))
                .toList();
        return new SegmentBars(EVIL, EVIL, value, rows, Size.HALF).picture();
    }

    private static Picture sparkline(int n, double value) {
        return new Sparkline(
                        EVIL,
                        times(n, value),
                        times(n, value).stream().map(v -> EVIL).toList())
                .picture();
    }

    private static List<Double> times(int n, double value) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            values.add(value);
        }
        return values;
    }
}
