package io.plumbline.ui.view;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.DriftReport.RatePoint;
import io.plumbline.drift.signal.Signal;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.kernel.Truth;
import io.plumbline.ui.view.VersionFacts.Gate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Made-up facts of a model at several places of the loop. */
public final class Samples {
    static final List<String> LABELS = List.of(
            "ankle boot", "bag", "coat", "dress", "pullover", "sandal", "shirt", "sneaker", "t-shirt", "trouser");

    public static final Instant NOW = Instant.parse("2026-11-23T10:42:10Z");
    public static final Instant START = NOW.minus(46, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
    public static final Instant CHANGE = START.plus(22, ChronoUnit.HOURS);
    public static final Instant ALARM = CHANGE.plus(9, ChronoUnit.HOURS);
    public static final Instant RELEASE = CHANGE.plus(15, ChronoUnit.HOURS);
    private static final List<String> MAKES = List.of("Tecno KC8", "Nokia 2.4", "Pixel 4a", "Itel A56");

    private Samples() {}

    public static ModelFacts fresh() {
        return fresh(false, List.of());
    }

    /** A model that draws masks and gets its first version. */
    static ModelFacts distilling() {
        return fresh(true, List.of(job("distil", "running", 0.44)));
    }

    private static ModelFacts fresh(boolean masks, List<JobFacts> jobs) {
        return new ModelFacts(
                "garments",
                "Garments",
                masks,
                Optional.empty(),
                0.05,
                FieldFacts.silent(),
                List.of(),
                List.of(),
                jobs,
                List.of(),
                new ModelFacts.Rights(true, true),
                NOW,
                "");
    }

    public static ModelFacts watching() {
        return of(state(false));
    }

    /** A live version that stands like this. */
    static ModelFacts of(DriftState state) {
        return facts(16, state, List.of(version("1", "live", List.of())), List.of(), List.of());
    }

    public static ModelFacts training() {
        return facts(
                34,
                state(true),
                List.of(version("1", "live", List.of())),
                List.of(incident()),
                List.of(job("running", 0.62)));
    }

    public static ModelFacts proven() {
        return facts(
                36,
                state(true),
                List.of(version("2", "candidate", gates("passed")), version("1", "live", List.of())),
                List.of(incident()),
                List.of(job("succeeded", 1)));
    }

    /** Ready to be promoted, but not by the reader. */
    static ModelFacts onlySeen() {
        ModelFacts all = proven();
        return new ModelFacts(
                all.name(),
                all.title(),
                false,
                all.drift(),
                0.05,
                all.field(),
                all.versions(),
                all.incidents(),
                all.jobs(),
                all.ledger(),
                new ModelFacts.Rights(false, false),
                all.now(),
                "");
    }

    public static ModelFacts unproven() {
        return facts(
                36,
                state(true),
                List.of(version("2", "candidate", gates("inconclusive")), version("1", "live", List.of())),
                List.of(incident()),
                List.of(job("succeeded", 1)));
    }

    public static ModelFacts recovered() {
        return facts(
                46,
                state(false),
                List.of(version("2", "live", gates("passed")), version("1", "retired", List.of())),
                List.of(incident()),
                List.of(job("succeeded", 1)));
    }

    private static ModelFacts facts(
            int hours,
            DriftState state,
            List<VersionFacts> versions,
            List<IncidentFacts> incidents,
            List<JobFacts> jobs) {
        return new ModelFacts(
                "garments",
                "Garments",
                false,
                Optional.of(state),
                0.05,
                field(hours),
                versions,
                incidents,
                jobs,
                List.of(
                        new ModelFacts.LedgerLine(ALARM, "evaluate", "incident opened", "#7 error rate of version 1"),
                        new ModelFacts.LedgerLine(START, "admin", "promoted", "version 1, release 1")),
                new ModelFacts.Rights(true, true),
                NOW,
                "");
    }

    public static FieldFacts field(int hours) {
        Random random = new Random(11);
        List<FieldFacts.Beat> beats = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            long count = Math.round(900 + 380 * Math.sin(i / 18.0) + 90 * random.nextGaussian());
            beats.add(new FieldFacts.Beat(NOW.minusSeconds(10L * (89 - i)), count));
        }
        List<RatePoint> all = new ArrayList<>();
        List<FieldFacts.SegmentRates> segments = new ArrayList<>();
        List<Truth.Point> truth = new ArrayList<>();
        for (String make : MAKES) {
            List<RatePoint> points = new ArrayList<>();
            for (int h = 0; h < hours; h++) {
                Instant hour = START.plus(h, ChronoUnit.HOURS);
                double p = error(make, hour);
                long n = 14L + random.nextInt(14);
                long errors = binomial(n, p, random);
                points.add(rate(hour, n, errors));
                truth.add(new Truth.Point(hour, "1", make, n * 50, Math.round(n * 50 * p)));
            }
            segments.add(new FieldFacts.SegmentRates(make, points));
        }
        for (int h = 0; h < hours; h++) {
            long n = 0;
            long errors = 0;
            for (FieldFacts.SegmentRates segment : segments) {
                n += segment.points().get(h).n();
                errors += segment.points().get(h).errors();
            }
            all.add(rate(START.plus(h, ChronoUnit.HOURS), n, errors));
        }
        List<FieldFacts.Release> releases = new ArrayList<>();
        releases.add(new FieldFacts.Release(START, "1"));
        if (hours > 40) {
            releases.add(new FieldFacts.Release(RELEASE, "2"));
        }
        return new FieldFacts(
                beats,
                all,
                segments,
                Optional.of(confidence()),
                truth,
                releases,
                hours > 31 ? List.of(ALARM) : List.of(),
                412,
                200);
    }

    private static double error(String make, Instant hour) {
        double base = 0.1 + 0.012 * Math.sin(hour.getEpochSecond() / 14_000.0);
        if (!make.equals(MAKES.get(0)) || hour.isBefore(CHANGE)) {
            return base;
        }
        return hour.isBefore(RELEASE.plus(3, ChronoUnit.HOURS)) ? base + 0.36 : base + 0.11;
    }

    private static long binomial(long n, double p, Random random) {
        long hits = 0;
        for (long i = 0; i < n; i++) {
            hits += random.nextDouble() < p ? 1 : 0;
        }
        return hits;
    }

    private static RatePoint rate(Instant hour, long n, long errors) {
        double rate = (double) errors / n;
        double half = 1.96 * Math.sqrt((rate * (1 - rate) + 1.0 / n) / n);
        return new RatePoint(hour, n, errors, Math.max(0, rate - half), Math.min(1, rate + half));
    }

    public static DriftReport.ConfidencePlot confidence() {
        List<Double> baseline = new ArrayList<>();
        List<Double> field = new ArrayList<>();
        double sums = 0;
        double sumf = 0;
        for (int i = 0; i < 25; i++) {
            double x = (i + 0.5) / 25;
            baseline.add(0.01 + Math.exp(-(1 - x) * 8) * 2);
            field.add(0.03 + Math.exp(-(1 - x) * 5) + 0.22 * Math.exp(-Math.pow((x - 0.55) / 0.14, 2)));
            sums += baseline.get(i);
            sumf += field.get(i);
        }
        for (int i = 0; i < 25; i++) {
            baseline.set(i, baseline.get(i) / sums);
            field.set(i, field.get(i) / sumf);
        }
        return new DriftReport.ConfidencePlot(baseline, field);
    }

    public static DriftState state(boolean raised) {
        return new DriftState(
                "garments",
                raised ? "1" : "2",
                NOW,
                NOW,
                3,
                new DriftState.Alarm(
                        raised,
                        raised ? 34.2 : 0.027,
                        2,
                        raised ? 1423 : 862,
                        raised ? 271 : 91,
                        raised ? 0.214 : 0.108,
                        raised ? 0.181 : 0.087,
                        raised ? 0.249 : 0.133,
                        0.137,
                        620,
                        raised ? "Raised." : "Not raised by 862 audited labels."),
                List.of(
                        new DriftState.SegmentAlarm("device", "Itel A56", raised, raised ? 5e7 : 0.003, 12, 213, 84),
                        new DriftState.SegmentAlarm("device", "Tecno KC8", false, 0.0004, 12, 341, 31)),
                new DriftState.Alarm(
                        false, 0.002, 8, raised ? 1423 : 862, 9, 0.01, 0.004, 0.021, 0.03, 1_900, "Not enough data."),
                List.of(),
                List.of(),
                List.of(),
                signals(raised));
    }

    private static List<Signal> signals(boolean raised) {
        Verdict verdict = raised ? Verdict.DRIFTED : Verdict.STEADY;
        double unknown = Double.NaN;
        return List.of(
                signal(
                        "psi-confidence",
                        "PSI of confidence",
                        verdict,
                        raised ? 0.312 : 0.0214,
                        raised ? 1e-9 : 0.41,
                        ""),
                signal(
                        "ks-confidence",
                        "KS of confidence",
                        verdict,
                        raised ? 0.148 : 0.0092,
                        raised ? 1e-12 : 0.09,
                        ""),
                signal("js-confidence", "JS of confidence", Verdict.STEADY, 0.061, 0.004, "Significant, but small."),
                signal(
                        "chi2-classes",
                        "χ² of class mix",
                        Verdict.FAILED,
                        unknown,
                        unknown,
                        "The baseline lacks classes."),
                new Signal(
                        "psi-confidence",
                        "PSI of confidence, Itel A56",
                        Verdict.NOT_ENOUGH_DATA,
                        unknown,
                        unknown,
                        unknown,
                        122,
                        500,
                        ""));
    }

    private static Signal signal(String id, String name, Verdict verdict, double effect, double p, String note) {
        double threshold = Double.isNaN(effect) ? effect : 0.1;
        return new Signal(id, name, verdict, effect, threshold, p, 48_213, 500, note);
    }

    private static VersionFacts version(String version, String stage, List<Gate> gates) {
        return new VersionFacts(
                version,
                stage,
                version.equals("1") ? START : NOW.minusSeconds(300),
                version.equals("1") ? START : RELEASE.minusSeconds(600),
                version.equals("1") ? "" : "1",
                281_236,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "/models/garments/" + version + "/garments.zip",
                10_000,
                version.equals("1") ? 1037 : 982,
                gates);
    }

    private static List<Gate> gates(String quality) {
        return List.of(
                new Gate("QUALITY", quality, "On the same 640 pictures: 61 repaired, 12 broken, McNemar p < 0.001."),
                new Gate("INFRA", "passed", "Loads in DJL; 16 golden outputs equal within 3e-6."),
                new Gate("INTEGRITY", "passed", "All hashes right, no code inside."));
    }

    private static IncidentFacts incident() {
        return new IncidentFacts(
                7,
                "garments",
                "1",
                "Error rate",
                "",
                new IncidentFacts.Standing("open", ALARM, "plumbline", Optional.empty(), ""),
                "serious",
                0.098,
                ALARM,
                "Version 1 errs on 21 % of predictions, 13.7 % was promised; most of it on Tecno KC8.",
                "4b0f5a46-6f0b-4a4c-8f3a-0d7c6f4f2a11");
    }

    static JobFacts job(String status, double progress) {
        return job("retrain", status, progress);
    }

    static JobFacts job(String kind, String status, double progress) {
        return new JobFacts(
                "0197c0de-0000-7000-8000-000000000007",
                kind,
                "garments",
                status,
                progress,
                "training the head, epoch 31 of 50",
                "policy",
                status.equals("failed") ? 2 : 1,
                3,
                "gpu-1",
                false,
                Optional.empty(),
                status.equals("succeeded") ? "2" : "",
                NOW.minusSeconds(190),
                NOW.minusSeconds(3),
                List.of(
                        "10:39:02 snapshot of 1,412 pictures: 1,002 to train, 410 to judge",
                        "10:39:20 embeddings of 1,412 pictures",
                        "10:40:41 epoch 10 of 50, loss 0.412",
                        "10:41:12 epoch 31 of 50, loss 0.288"),
                curves(31));
    }

    /** Losses and an accuracy as a training leaves them. */
    static SortedMap<Integer, SortedMap<String, Double>> curves(int epochs) {
        SortedMap<Integer, SortedMap<String, Double>> points = new TreeMap<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            double left = Math.exp(-epoch / 9.0);
            double wobble = 0.02 * Math.sin(epoch * 1.7);
            points.put(
                    epoch,
                    new TreeMap<>(Map.of(
                            "loss", 0.25 + 1.1 * left,
                            "validation loss", 0.31 + 1.05 * left + wobble,
                            "validation accuracy", 0.9 - 0.45 * left - wobble / 2)));
        }
        return points;
    }
}
