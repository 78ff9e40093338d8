package io.plumbline.ui.signals.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.drift.DriftState.SegmentAlarm;
import io.plumbline.drift.signal.SegmentSignal;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.kernel.Rejection;
import io.plumbline.stats.Estimate;
import io.plumbline.stats.Interval;
import io.plumbline.ui.signals.view.Part.Rate;
import io.plumbline.ui.signals.view.SegmentFacts.Order;
import io.plumbline.ui.signals.view.SegmentFacts.Paging;
import io.plumbline.ui.signals.view.SegmentFacts.Value;
import io.plumbline.ui.signals.view.Selection.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the pages of signals, segments and comparisons say. */
class SignalViewsTest {
    private static final Instant END = Instant.parse("2026-11-20T10:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Asia/Kathmandu");

    @Test
    void days_begin_at_the_midnight_of_the_zone() {
        // Given
        Selection month = selection(Span.MONTH);
        // When
        Instant before = month.bucket(Instant.parse("2026-11-19T18:00:00Z"));
        Instant after = month.bucket(Instant.parse("2026-11-19T19:00:00Z"));
        // Then
        assertThat(before).isEqualTo(Instant.parse("2026-11-18T18:15:00Z"));
        assertThat(after).isEqualTo(Instant.parse("2026-11-19T18:15:00Z"));
        assertThat(selection(Span.WEEK).bucket(END)).isEqualTo(END);
    }

    @Test
    void addresses_survive_any_name_of_a_segment() {
        // Given
        Selection week = selection(Span.WEEK);
        // When
        String address = week.at("signals/field-error", new Place("device", "a&b=c d/é"));
        // Then
        assertThat(address).endsWith("?version=1&span=7d&segment=device%3Da%26b%3Dc%20d%2F%C3%A9");
    }

    @Test
    void an_unknown_span_is_told_which_there_are() {
        assertThatThrownBy(() -> Span.of("2y"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("span is '2y'; use 24h, 7d, 30d, 90d, all.");
    }

    @Test
    void what_is_plotted_is_a_file_that_no_spreadsheet_takes_for_formulas() {
        // Given
        Plot plot = new Plots(selection(Span.WEEK), List.of())
                .of(new Part.Mix("validation", "field", List.of(new Part.Share("=a,\"b\"", 0.25, 0.5))));
        // When
        String csv = Plot.csv(List.of(plot));
        // Then
        assertThat(csv)
                .isEqualTo("chart,series,x,value,lower,upper,n\r\n"
                        + "Class mix,validation,\"'=a,\"\"b\"\"\",0.25,,,\r\n"
                        + "Class mix,field,\"'=a,\"\"b\"\"\",0.5,,,\r\n");
    }

    @Test
    void every_value_of_a_curve_stands_in_its_table_with_the_baseline_and_the_promise() {
        // Given
        Part.Rates rates = new Part.Rates(
                "Error rate",
                List.of(new Rate(END, 0.2, 0.1, 0.3, 50, 10)),
                new Part.Level("validation", 0.1, 0.09, 0.11),
                0.13);
        // When
        Plot plot = new Plots(selection(Span.WEEK), List.of()).of(rates);
        // Then
        assertThat(plot.rows())
                .extracting(Plot.Row::series, Plot.Row::value, Plot.Row::range, Plot.Row::n)
                .containsExactly(
                        tuple("validation", "10 %", "9 % to 11 %", ""),
                        tuple("field, by hour", "20 %", "10 % to 30 %", "50"),
                        tuple("promised at most", "13 %", "", ""));
        assertThat(plot.picture().markup()).contains("class=\"split\"", "10 of 50 labels");
    }

    @Test
    void few_labels_get_neither_a_number_nor_a_colour() {
        // Given
        Value two = value("two", new Rate(END, 1, 0.2, 1, 2, 2));
        Value many = value("many", new Rate(END, 0.4, 0.35, 0.46, 300, 120));
        // When
        SegmentView view = SegmentPresenter.view(facts(two, many), List.of("device", "os"), List.of());
        // Then
        SegmentView.Cell few = view.rows().get(0).rate();
        assertThat(few.css()).isEqualTo("few");
        assertThat(few.text()).isEqualTo("–");
        assertThat(few.hover()).isEqualTo("two: 2 of 2 labels wrong, too few for a rate");
        SegmentView.Cell dark = view.rows().get(1).rate();
        assertThat(dark.css()).isEqualTo("h4");
        assertThat(dark.text()).isEqualTo("40 %");
        assertThat(dark.above()).isTrue();
        assertThat(view.rows().get(1).days()).extracting(SegmentView.Cell::css).containsExactly("few", "h4");
        assertThat(view.rows().get(1).href()).contains("/signals/field-error?", "segment=device%3Dmany");
        assertThat(view.shown()).isEqualTo("1 to 2 of 2 values");
        assertThat(view.rows().get(1).drifted()).containsExactly("PSI of confidence 0.31");
        assertThat(view.rows().get(1).rest()).isEqualTo("1 steady, 1 not enough data");
    }

    @Test
    void a_comparison_has_one_of_three_verdicts_or_says_that_there_is_too_little() {
        assertThat(comparison(measured(-0.1, -0.15, -0.04)).sentence())
                .isEqualTo("Version 2 is better: it errs in 10 fewer of 100 answers than version 1 (95 %: 4 to 15"
                        + " fewer).");
        assertThat(comparison(measured(0.1, 0.04, 0.15)).verdict()).isEqualTo("worse");
        assertThat(comparison(measured(0.01, -0.02, 0.04)).sentence())
                .contains("No difference is proven", "2 fewer to 4 more of 100");
        assertThat(comparison(Optional.of(new Estimate.NotEnoughData(12, 30))).verdict())
                .isEqualTo("not enough data");
        assertThat(comparison(Optional.empty()).basis()).contains("Only the whole hour in which both");
    }

    private static Optional<Estimate> measured(double value, double lower, double upper) {
        return Optional.of(new Estimate.Measured(value, 0.03, new Interval(lower, upper), 400));
    }

    private static CompareView comparison(Optional<Estimate> difference) {
        Rate none = new Rate(END, Double.NaN, Double.NaN, Double.NaN, 0, 0);
        CompareFacts facts = new CompareFacts(
                selection(Span.WEEK),
                new CompareFacts.Side("1", 10, none, none, Double.NaN),
                new CompareFacts.Side("2", 10, none, none, 1),
                1,
                true,
                difference,
                List.of());
        return CompareView.of(facts, new Picker(List.of(), "7d", List.of(), List.of(), ""), List.of(), List.of());
    }

    private static Value value(String name, Rate rate) {
        return new Value(
                name,
                1000,
                rate,
                rate,
                12,
                0.5,
                Optional.of(new SegmentAlarm("device", name, false, 0.5, 12, rate.n(), rate.counted())),
                Map.of(LocalDate.of(2026, 11, 20), rate),
                List.of(
                        signal("psi-confidence", Verdict.DRIFTED, 0.31, 0.001),
                        signal("chi2-classes", Verdict.STEADY, 0.01, 0.8),
                        signal("calibration", Verdict.NOT_ENOUGH_DATA, Double.NaN, Double.NaN)));
    }

    private static SegmentSignal signal(String id, Verdict verdict, double effect, double p) {
        return new SegmentSignal("device", "one", id, verdict, effect, 0.1, p, p, 100, 30, "");
    }

    private static SegmentFacts facts(Value... values) {
        return new SegmentFacts(
                selection(Span.WEEK),
                "device",
                0.1,
                0.12,
                List.of(values),
                new Paging(Order.EXCESS, 0, 25, values.length),
                List.of(LocalDate.of(2026, 11, 19), LocalDate.of(2026, 11, 20)),
                Optional.empty());
    }

    private static Selection selection(Span span) {
        return new Selection("garments", "1", Place.FLEET, span, END.minus(span.length()), END, END, ZONE);
    }
}
