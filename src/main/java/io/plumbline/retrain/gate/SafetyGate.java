package io.plumbline.retrain.gate;

import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.Finding.Proof;
import io.plumbline.stats.paired.PairedQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Is the challenger not more often wrong and sure of it? */
final class SafetyGate {
    private final GateLimits limits;

    SafetyGate(GateLimits limits) {
        this.limits = limits;
    }

    GateVerdict judge(Judging judging) {
        if (judging.asked().isEmpty()) {
            return new GateVerdict(
                    Gate.SAFETY,
                    Outcome.NOT_RUN,
                    Evidence.none(judging),
                    Map.of(Evidence.CHAMPION, judging.champion()));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(finding(judging.about(), judging.asked(), limits.margins().safety()));
        if (!judging.besides().isEmpty()) {
            findings.add(finding(
                    Finding.REFERENCE, judging.besides(), limits.margins().reference()));
        }
        return new GateVerdict(
                Gate.SAFETY,
                Evidence.worst(findings),
                sentence(findings),
                Evidence.of(
                        findings,
                        Map.of(
                                Evidence.CHAMPION,
                                judging.champion(),
                                "level",
                                limits.level(),
                                "confidence",
                                JudgedPicture.CONFIDENT)));
    }

    private Finding finding(String about, List<JudgedPicture> pictures, double margin) {
        Paired paired = Paired.ofConfidentErrors(pictures);
        PairedQuestion question = PairedQuestion.nonInferiority(margin);
        double p = paired.effect().pAtMost(question.above());
        double harm = paired.effect().pAtLeast(question.below());
        return Finding.of(about, "", paired, question, Proof.of(p, harm, limits.level()));
    }

    private static String sentence(List<Finding> findings) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "Wrong with a confidence of %.1f or more:", JudgedPicture.CONFIDENT));
        for (int i = 0; i < findings.size(); i++) {
            Finding f = findings.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "%s %.1f %% of the %s pictures against %.1f %% (%,d newly so, %,d no longer); %s, allowed are"
                            + " %.1f.",
                    i == 0 ? "" : " And",
                    100 * f.challenger(),
                    f.about().equals(Finding.FIELD) ? "audited" : "reference",
                    100 * f.champion(),
                    f.lost(),
                    f.gained(),
                    rise(f),
                    -100 * f.above()));
            if (f.outcome() == Outcome.INCONCLUSIVE) {
                text.append(String.format(Locale.ROOT, " About %,d labels would decide.", f.needed()));
            }
        }
        return text.toString();
    }

    private static String rise(Finding f) {
        double most = 100 * Math.max(0, -f.lower());
        return String.format(
                Locale.ROOT,
                switch (f.outcome()) {
                    case PASSED -> "a rise by more than %.1f points is ruled out";
                    case FAILED -> "a rise is proven, perhaps by %.1f points";
                    case INCONCLUSIVE, NOT_RUN -> "a rise by %.1f points is not ruled out";
                },
                most);
    }
}
