package io.plumbline.retrain.gate;

import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.Finding.Proof;
import io.plumbline.retrain.gate.GateConfig.Goal;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.stats.paired.PairedQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Is the challenger better where phones are now, worse nowhere, and has it forgotten nothing?
 *
 * <p>It passes only if every question is answered by yes, so what it passes wrongly is at most what the weakest question passes
 * wrongly: its level.
 */
final class QualityGate {
    private static final double SAME = 1e-6;
    private static final int NAMED = 3;

    private final GateLimits limits;

    QualityGate(GateLimits limits) {
        this.limits = limits;
    }

    GateVerdict judge(Judging judging) {
        List<JudgedPicture> field = judging.asked();
        if (field.isEmpty()) {
            return new GateVerdict(
                    Gate.QUALITY,
                    Outcome.NOT_RUN,
                    Evidence.none(judging),
                    Map.of(Evidence.CHAMPION, judging.champion()));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(overall(judging.about(), field, judging.seed()));
        List<JudgedPicture> reference = judging.besides();
        if (!reference.isEmpty()) {
            findings.add(notWorse(Finding.REFERENCE, reference, limits.margins().reference()));
        }
        List<Finding> segments = new SegmentQuestions(limits).ask(field, judging.watched());
        findings.addAll(segments);
        Outcome outcome = Evidence.worst(findings);
        return new GateVerdict(
                Gate.QUALITY,
                outcome,
                sentence(findings, segments, judging.masks()),
                Evidence.of(
                        findings,
                        new TreeMap<>(Map.of(
                                Evidence.CHAMPION,
                                judging.champion(),
                                "level",
                                limits.level(),
                                "goal",
                                limits.goal().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                "watched",
                                judging.watched(),
                                Evidence.MASKS,
                                judging.masks()))));
    }

    private Finding overall(String about, List<JudgedPicture> field, long seed) {
        if (limits.goal() == Goal.NON_INFERIORITY) {
            return notWorse(about, field, limits.margins().overall());
        }
        Paired paired = Paired.ofScores(field);
        PairedQuestion question = PairedQuestion.superiority(limits.margins().worthwhile());
        double p = Math.max(
                paired.effect().pAtMost(question.above()), paired.effect().pNoBetter(paired.sample(), seed));
        double harm = paired.effect().pAtLeast(question.below());
        Proof proof = Proof.of(p, harm, limits.level());
        if (field.stream().allMatch(QualityGate::same)) {
            // However few pictures: it is the champion under another name.
            proof = new Proof(Outcome.FAILED, limits.level(), 1, harm);
        }
        return Finding.of(about, "", paired, question, proof);
    }

    private Finding notWorse(String about, List<JudgedPicture> pictures, double margin) {
        Paired paired = Paired.ofScores(pictures);
        PairedQuestion question = PairedQuestion.nonInferiority(margin);
        double p = paired.effect().pAtMost(question.above());
        double harm = paired.effect().pAtLeast(question.below());
        return Finding.of(about, "", paired, question, Proof.of(p, harm, limits.level()));
    }

    private static boolean same(JudgedPicture picture) {
        Answer a = picture.champion();
        Answer b = picture.challenger();
        return a.said().equals(b.said()) && a.score() == b.score() && Math.abs(a.confidence() - b.confidence()) <= SAME;
    }

    private String sentence(List<Finding> findings, List<Finding> segments, boolean masks) {
        Finding field = findings.get(0);
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                masks
                        ? "On %,d %s%s: %s (mean IoU %.1f %% against %.1f %%; %,d gained, %,d lost;"
                                + " %s %+.1f to %+.1f points, p %.2g)."
                        : "On %,d %s%s: %s (%.1f %% right against %.1f %%; %,d gained, %,d lost;"
                                + " %s %+.1f to %+.1f points, p %.2g).",
                field.pictures(),
                of(field, masks),
                field.ofDevices(),
                word(field),
                100 * field.challenger(),
                100 * field.champion(),
                field.gained(),
                field.lost(),
                field.interval(),
                100 * field.lower(),
                100 * field.upper(),
                field.p()));
        if (field.outcome() == Outcome.INCONCLUSIVE) {
            text.append(String.format(Locale.ROOT, " About %,d labels would decide.", field.needed()));
        }
        findings.stream()
                .skip(1)
                .filter(f -> f.about().equals(Finding.REFERENCE))
                .forEach(f -> text.append(reference(f)));
        text.append(told(segments));
        return text.toString();
    }

    private static String of(Finding asked, boolean masks) {
        String origin = asked.about().equals(Finding.FIELD) ? "audited" : "reference";
        return origin + (masks ? " masks" : " pictures");
    }

    private String word(Finding field) {
        boolean better = limits.goal() == Goal.SUPERIORITY;
        return switch (field.outcome()) {
            case PASSED -> better ? "better than the champion" : "not worse than the champion";
            case FAILED ->
                field.gained() + field.lost() == 0
                        ? "no different from the champion"
                        : field.upper() < 0 ? "worse than the champion" : "no better than the champion";
            case INCONCLUSIVE, NOT_RUN ->
                better ? "not proven better than the champion" : "not proven as good as the champion";
        };
    }

    private static String reference(Finding f) {
        String most = String.format(
                Locale.ROOT, "%.1f points (allowed are %.1f)", 100 * Math.max(0, -f.lower()), -100 * f.above());
        return switch (f.outcome()) {
            case PASSED -> " Of the reference pictures it forgot at most " + most + ".";
            case FAILED -> " It forgot: proven worse on reference pictures, and by up to " + most + ".";
            case INCONCLUSIVE, NOT_RUN ->
                String.format(
                        Locale.ROOT,
                        " On reference pictures a loss of %s is not ruled out; about %,d of them would decide.",
                        most,
                        f.needed());
        };
    }

    private static String told(List<Finding> segments) {
        if (segments.isEmpty()) {
            return "";
        }
        String failed = Evidence.places(segments, f -> f.outcome() == Outcome.FAILED);
        List<Finding> open = segments.stream()
                .filter(f -> f.outcome() == Outcome.INCONCLUSIVE)
                .toList();
        long passed = count(segments, f -> f.outcome() == Outcome.PASSED);
        StringBuilder text = new StringBuilder();
        if (!failed.isEmpty()) {
            text.append(" Proven worse for ").append(failed).append('.');
        }
        if (!open.isEmpty()) {
            text.append(" Not decided for ")
                    .append(open.stream()
                            .limit(NAMED)
                            .map(QualityGate::undecided)
                            .collect(Collectors.joining("; ")))
                    .append(open.size() > NAMED ? "; and for " + (open.size() - NAMED) + " more." : ".");
        }
        if (passed > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    " In %d watched segment%s not worse by %.1f points.",
                    passed,
                    passed == 1 ? "" : "s",
                    -100 * segments.get(0).above()));
        }
        String small = Evidence.places(segments, f -> f.outcome() == Outcome.NOT_RUN);
        if (!small.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    " Not judged, with fewer than %,d labels: %s.",
                    segments.get(segments.size() - 1).needed(),
                    small));
        }
        return text.toString();
    }

    private static String undecided(Finding f) {
        return String.format(
                Locale.ROOT,
                "%s: of its %,d labels a loss of %.1f points is not ruled out (allowed are %.1f), about %,d would"
                        + " decide",
                f.place(),
                f.pictures(),
                100 * Math.max(0, -f.lower()),
                -100 * f.above(),
                f.needed());
    }

    private static long count(List<Finding> findings, Predicate<Finding> wanted) {
        return findings.stream().filter(wanted).count();
    }
}
