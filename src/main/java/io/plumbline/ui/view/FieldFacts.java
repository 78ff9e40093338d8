package io.plumbline.ui.view;

import io.plumbline.drift.report.DriftReport.ConfidencePlot;
import io.plumbline.drift.report.DriftReport.RatePoint;
import io.plumbline.kernel.Truth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was heard from the field about a model.
 *
 * @param beats how fast predictions came in of late, oldest first
 * @param errorRate error rate of the audit arm, over all versions, in order of time
 * @param segments the same by segment value, the largest first
 * @param confidence confidence of the live version against its baseline
 * @param truth what a simulation knows; empty in real life
 * @param releases when which version went live, oldest first
 * @param alarms event times of alarms, oldest first
 * @param labels labelled pictures that a retraining could use
 * @param labelsNeeded as many as it takes
 */
public record FieldFacts(
        List<Beat> beats,
        List<RatePoint> errorRate,
        List<SegmentRates> segments,
        Optional<ConfidencePlot> confidence,
        List<Truth.Point> truth,
        List<Release> releases,
        List<Instant> alarms,
        long labels,
        long labelsNeeded) {
    private static final int LATEST = 6;

    /** Copies the lists. */
    public FieldFacts {
        beats = List.copyOf(beats);
        errorRate = List.copyOf(errorRate);
        segments = List.copyOf(segments);
        truth = List.copyOf(truth);
        releases = List.copyOf(releases);
        alarms = List.copyOf(alarms);
    }

    /** Nothing heard yet. */
    public static FieldFacts silent() {
        return new FieldFacts(List.of(), List.of(), List.of(), Optional.empty(), List.of(), List.of(), List.of(), 0, 0);
    }

    /** Speed at which predictions came in around a moment, in predictions a minute. */
    public record Beat(Instant at, double perMinute) {}

    /** Error rate of one segment value. */
    public record SegmentRates(String value, List<RatePoint> points) {
        /** Copies the list. */
        public SegmentRates {
            points = List.copyOf(points);
        }
    }

    /** A version going live, by promotion or rollback, on the axis of event time. */
    public record Release(Instant at, String version) {}

    /** Predictions a minute, over the latest few beats; 0 while there are none. */
    long perMinute() {
        List<Beat> latest = beats.subList(Math.max(0, beats.size() - LATEST), beats.size());
        return Math.round(latest.stream().mapToDouble(Beat::perMinute).average().orElse(0));
    }
}
