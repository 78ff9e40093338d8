package io.plumbline.ui.signals.view;

import io.plumbline.drift.DriftState.SegmentAlarm;
import io.plumbline.drift.signal.SegmentSignal;
import io.plumbline.drift.signal.SegmentWatch.Judgement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the values of a segment key.
 *
 * @param selection what is looked at; its place is not used
 * @param key segment key
 * @param healthy error rate of the baseline; NaN if unknown
 * @param promise error rate that is promised; NaN if unknown
 * @param values those on this page, in the order shown
 * @param paging which page it is, of how many values
 * @param days the days of the second table
 * @param judgement what the evidence of segments was judged on last, if it was
 */
public record SegmentFacts(
        Selection selection,
        String key,
        double healthy,
        double promise,
        List<Value> values,
        Paging paging,
        List<LocalDate> days,
        Optional<Judgement> judgement) {

    /** Copies the lists. */
    public SegmentFacts {
        values = List.copyOf(values);
        days = List.copyOf(days);
    }

    /** Order of the rows, page counted from 0, rows a page, rows in all. */
    public record Paging(Order order, int page, int size, int total) {}

    /** In which order values are shown. */
    public enum Order {
        /** Most excess errors first. */
        EXCESS("excess", "excess errors"),
        /** Most predictions first. */
        PREDICTIONS("n", "predictions"),
        /** Highest error rate first. */
        RATE("rate", "error rate");

        private final String word;
        private final String title;

        Order(String word, String title) {
            this.word = word;
            this.title = title;
        }

        /** Its name in an address. */
        public String word() {
            return word;
        }

        /** Its name for people. */
        public String title() {
            return title;
        }
    }

    /**
     * One value.
     *
     * @param value its name
     * @param predictions how many it made
     * @param errors its audited labels, wrong ones counted
     * @param confident the same, confidently wrong ones counted
     * @param excess errors above the baseline's rate, estimated over all its predictions
     * @param excessShare its share of those of all values, 0 to 1
     * @param alarm where its guaranteed alarm stands, if it is watched
     * @param days its audited labels by day
     * @param signals its evidence as it was judged last; empty if it was not
     */
    public record Value(
            String value,
            long predictions,
            Part.Rate errors,
            Part.Rate confident,
            double excess,
            double excessShare,
            Optional<SegmentAlarm> alarm,
            Map<LocalDate, Part.Rate> days,
            List<SegmentSignal> signals) {}
}
