package io.plumbline.ui.candidate.view;

import io.plumbline.kernel.Page;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Release;
import io.plumbline.registry.Stage;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.gate.JudgedPicture.Origin;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.view.Stamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Puts the facts of a version into words and pictures. */
public final class CandidatePresenter {
    private static final Map<Gate, String> ASKS = Map.of(
            Gate.QUALITY, "Is it better where phones are now, worse nowhere, and has it forgotten nothing?",
            Gate.SAFETY, "Is it not more often wrong and sure of it?",
            Gate.BUDGET, "Is it small and fast enough?",
            Gate.INFRA, "Does it load, and compute what it should, in both runtimes?",
            Gate.INTEGRITY, "Is it whole, and only data?");
    private static final int DIGITS = 12;

    private CandidatePresenter() {}

    /** The page of a version. */
    public static CandidateView view(CandidateFacts facts) {
        ModelVersion v = facts.version();
        boolean candidate = v.stage() instanceof Stage.Candidate;
        List<Gate> unpassed = v.unpassedGates(facts.live().isPresent());
        List<GateVerdict> verdicts = ordered(v.verdicts());
        Optional<GateVerdict> budget =
                verdicts.stream().filter(g -> g.gate() == Gate.BUDGET).findFirst();
        return new CandidateView(
                v.model(),
                facts.title(),
                v.version(),
                v.stage().word(),
                about(v),
                Stamp.of(v.createdAt()),
                new CandidateView.BundleLink(
                        facts.download(),
                        Numbers.bytes(v.bytes()),
                        v.sha256().hex(),
                        v.sha256().hex().substring(0, DIGITS)),
                tone(v, unpassed, candidate),
                verdict(v),
                next(facts, unpassed, candidate),
                stale(facts, candidate),
                verdicts.stream().map(CandidatePresenter::gate).toList(),
                effects(verdicts),
                budget.map(BudgetFigures::of).orElse(List.of()),
                budget.map(g -> String.valueOf(g.evidence().getOrDefault("machine", "")))
                        .orElse(""),
                CardText.blocks(facts.card()),
                pairs(facts),
                facts.releases().stream().map(r -> went(r, v)).toList(),
                new CandidateView.Acts(
                        candidate && facts.mayRelease(),
                        names(v.verdicts(), g -> unpassed.contains(g.gate())),
                        candidate && facts.mayJudge(),
                        facts.judging()));
    }

    private static List<GateVerdict> ordered(List<GateVerdict> verdicts) {
        return Arrays.stream(Gate.values())
                .flatMap(gate -> verdicts.stream().filter(v -> v.gate() == gate))
                .toList();
    }

    private static String about(ModelVersion v) {
        String origin = v.origin().startsWith("job:")
                ? "made by a training"
                : v.origin().equals("upload") ? "uploaded by " + v.createdBy() : v.origin();
        return v.parent().map(parent -> origin + " from version " + parent).orElse(origin);
    }

    private static String tone(ModelVersion v, List<Gate> unpassed, boolean candidate) {
        if (!candidate) {
            return "";
        }
        return v.allGatesPassed() ? "" : unpassed.isEmpty() ? "work" : "alarm";
    }

    /** What the gates say together; a no is named before what is not known, and that before what was not asked. */
    private static String verdict(ModelVersion v) {
        if (v.verdicts().isEmpty()) {
            return "No gate was asked about version " + v.version() + ".";
        }
        String failed = names(v.verdicts(), g -> g.outcome() == Outcome.FAILED);
        String open = names(v.verdicts(), g -> g.outcome() == Outcome.INCONCLUSIVE);
        String missing = names(v.verdicts(), g -> g.outcome() == Outcome.NOT_RUN);
        if (!failed.isEmpty()) {
            boolean candidate = v.stage() instanceof Stage.Candidate;
            String says = candidate ? failed.contains(", ") ? " speak" : " speaks" : " spoke";
            return failed + says + " against version " + v.version() + ".";
        }
        if (!open.isEmpty()) {
            return open + (open.contains(", ") ? " are" : " is") + " inconclusive: there are too few labels to tell.";
        }
        return missing.isEmpty()
                ? "Version " + v.version() + " passed every gate."
                : missing + (missing.contains(", ") ? " were" : " was") + " not measured; what was asked is passed.";
    }

    private static String next(CandidateFacts facts, List<Gate> unpassed, boolean candidate) {
        ModelVersion v = facts.version();
        if (!candidate) {
            return "It is " + v.stage().word() + " since "
                    + Stamp.of(v.stage().since()).text() + ".";
        }
        if (v.promotable(facts.live())) {
            return facts.mayRelease()
                    ? "It can be promoted; phones fetch it with their next question."
                    : "A release manager can promote it.";
        }
        if (facts.live().isPresent() && facts.mayJudge() && !measured(v)) {
            return "Have it judged against version " + facts.live().get() + ", which is live.";
        }
        if (!unpassed.isEmpty()) {
            return "A release manager may overrule the gates with a reason, which the ledger keeps.";
        }
        if (facts.live().isEmpty() && facts.mayJudge() && !measured(v)) {
            return "Nothing is live: have it judged by itself, on masks that people made.";
        }
        return facts.live().isPresent()
                ? "Have it judged against version " + facts.live().get() + ", which is live."
                : "Nothing is live to compare it with; the first version is promoted on trust.";
    }

    private static boolean measured(ModelVersion version) {
        return version.verdicts().stream()
                .anyMatch(verdict -> verdict.gate() == Gate.QUALITY && verdict.outcome() != Outcome.NOT_RUN);
    }

    private static String stale(CandidateFacts facts, boolean candidate) {
        Optional<String> champion = facts.version().champion();
        boolean other = champion.isPresent() && facts.live().isPresent() && !champion.equals(facts.live());
        return candidate && other
                ? "It was compared with version " + champion.get() + ", but version "
                        + facts.live().get() + " is live now. Judge it again before you decide."
                : "";
    }

    private static String names(List<GateVerdict> verdicts, Predicate<GateVerdict> wanted) {
        return verdicts.stream().filter(wanted).map(v -> v.gate().name()).collect(Collectors.joining(", "));
    }

    private static CandidateView.Gate gate(GateVerdict verdict) {
        return new CandidateView.Gate(
                verdict.gate().name(),
                EffectPresenter.word(verdict.outcome()),
                EffectPresenter.state(verdict.outcome()),
                ASKS.getOrDefault(verdict.gate(), ""),
                verdict.summary());
    }

    private static List<CandidateView.Effect> effects(List<GateVerdict> verdicts) {
        List<CandidateView.Effect> effects = new ArrayList<>();
        for (GateVerdict verdict : verdicts) {
            if (verdict.gate() == Gate.QUALITY || verdict.gate() == Gate.SAFETY) {
                CandidateView.Effect effect = EffectPresenter.of(verdict);
                if (!effect.rows().isEmpty()) {
                    effects.add(effect);
                }
            }
        }
        return effects;
    }

    private static CandidateView.Pairs pairs(CandidateFacts facts) {
        Page.Of<JudgedPicture> page = facts.differences();
        String here = "?page=";
        boolean more = (page.page() + 1L) * page.size() < page.total();
        String empty = facts.judgedAt().isPresent()
                ? "Both versions answer alike on every picture that they were compared on."
                : "It was not compared with another version on the same pictures yet.";
        String champion =
                facts.judgedAt().isPresent() ? facts.version().champion().orElse("") : "";
        return new CandidateView.Pairs(
                champion,
                Numbers.count(page.total()),
                page.items().stream()
                        .map(picture -> side(picture, facts.version(), champion))
                        .toList(),
                page.page() > 0 ? here + (page.page() - 1) + "#differences" : "",
                more ? here + (page.page() + 1) + "#differences" : "",
                empty,
                lead(page, facts.version(), champion));
    }

    private static String lead(Page.Of<JudgedPicture> page, ModelVersion version, String champion) {
        boolean masks = page.items().stream().anyMatch(CandidatePresenter::isMask);
        if (!masks) {
            return "Pictures that neither version learned from. Under each: what it really is, what version " + champion
                    + " says, what version " + version.version() + " says, and how sure each is.";
        }
        return "Pictures that were kept from learning, the worst first. Beside each: the mask that a person made, "
                + (champion.isEmpty() ? "" : "that of version " + champion + ", ") + "that of version "
                + version.version() + ", and how far it agrees (intersection over union; 1 is the same).";
    }

    private static boolean isMask(JudgedPicture picture) {
        return picture.truth().startsWith(JudgedPicture.MASK);
    }

    private static List<CandidateView.MaskShot> masks(JudgedPicture picture, ModelVersion version, String champion) {
        if (!isMask(picture)) {
            return List.of();
        }
        List<CandidateView.MaskShot> masks = new ArrayList<>();
        masks.add(new CandidateView.MaskShot(
                "/v1/images/" + picture.truth().substring(JudgedPicture.MASK.length()), "person", "", true));
        if (!champion.isEmpty()) {
            masks.add(shot(picture, version.model(), champion, picture.champion()));
        }
        masks.add(shot(picture, version.model(), version.version(), picture.challenger()));
        return masks;
    }

    private static CandidateView.MaskShot shot(JudgedPicture picture, String model, String version, Answer answer) {
        return new CandidateView.MaskShot(
                "/v1/models/" + model + "/masks/" + version + "/"
                        + picture.image().hex(),
                version,
                String.format(Locale.ROOT, "%.2f", answer.score()),
                answer.right());
    }

    private static CandidateView.Side side(JudgedPicture picture, ModelVersion version, String champion) {
        String place = picture.origin() == Origin.REFERENCE
                ? "reference picture"
                : picture.segment().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining(" · "));
        return new CandidateView.Side(
                "/v1/images/" + picture.image().hex(),
                isMask(picture) ? String.join(", ", version.labels()) : picture.truth(),
                place.isEmpty() ? "from the field" : place,
                said(picture.champion()),
                said(picture.challenger()),
                masks(picture, version, champion));
    }

    private static CandidateView.Said said(Answer answer) {
        return new CandidateView.Said(
                answer.said(), Numbers.confidence(answer.confidence()), answer.right(), answer.confidentlyWrong());
    }

    private static CandidateView.Went went(Release release, ModelVersion v) {
        boolean promotion = release.kind() == Release.Kind.PROMOTION;
        List<Gate> overruled = v.unpassedGates(release.number() > 1);
        return new CandidateView.Went(
                Numbers.count(release.number()),
                promotion ? "promoted" : "brought back",
                Stamp.of(release.at()),
                release.actor(),
                promotion ? names(v.verdicts(), g -> overruled.contains(g.gate())) : "",
                release.reason());
    }
}
