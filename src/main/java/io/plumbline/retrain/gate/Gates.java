package io.plumbline.retrain.gate;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.Golden;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.GoldenChild;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a new version is asked before it may reach a phone. Each answer is kept with its figures. */
@ApplicationScoped
public class Gates {
    private final GateConfig config;
    private final GoldenChild child;

    public Gates(GateConfig config, GoldenChild child) {
        this.config = config;
        this.child = child;
    }

    /**
     * QUALITY and SAFETY: the two models on pictures that neither learned from. The same pictures give the same verdicts. Without
     * a champion a segmenter is measured by {@code plumbline.gates.first-iou}.
     */
    public List<GateVerdict> compare(Judging judging) {
        GateLimits limits = GateLimits.of(config, judging.model());
        if (judging.champion().isEmpty()) {
            return new FirstMasksGate(limits, config.firstIou()).judge(judging);
        }
        return List.of(new QualityGate(limits).judge(judging), new SafetyGate(limits).judge(judging));
    }

    /**
     * BUDGET, INFRA and INTEGRITY: the package itself. What is measured differs a little each time.
     *
     * @param champion to measure beside; empty where nothing is live
     */
    public List<GateVerdict> examine(Optional<Bundle> champion, Bundle challenger) {
        GateLimits limits = GateLimits.of(config, challenger.definition().name());
        GateVerdict integrity = integrity(challenger);
        GateVerdict infra = infra(challenger);
        if (infra.outcome() == Outcome.FAILED
                && !Boolean.TRUE.equals(infra.evidence().get("loads"))) {
            return List.of(notMeasured(infra), infra, integrity);
        }
        return List.of(new BudgetGate(limits, child.memory()).judge(champion, challenger), infra, integrity);
    }

    private static GateVerdict notMeasured(GateVerdict infra) {
        return new GateVerdict(
                Gate.BUDGET, Outcome.NOT_RUN, "Not measured: it does not run. " + infra.summary(), Map.of());
    }

    /** In a process of its own: only what ended well there is run in this one. */
    private GateVerdict infra(Bundle challenger) {
        GoldenCheck.Report report;
        try {
            report = child.check(challenger);
        } catch (Rejection e) {
            return new GateVerdict(Gate.INFRA, Outcome.FAILED, e.detail(), Map.of("loads", false, "code", e.code()));
        }
        return new GateVerdict(
                Gate.INFRA,
                report.passed() ? Outcome.PASSED : Outcome.FAILED,
                report.sentence(),
                Map.of(
                        "loads", Double.isFinite(report.runtime()),
                        "cases", report.cases(),
                        "tolerance", Golden.TOLERANCE,
                        "runtimeDifference", finite(report.runtime()),
                        "djlDifference", finite(report.djl())));
    }

    private static GateVerdict integrity(Bundle challenger) {
        try {
            boolean same = Bundles.read(challenger.bytes()).equals(challenger);
            return new GateVerdict(
                    Gate.INTEGRITY,
                    same ? Outcome.PASSED : Outcome.FAILED,
                    same
                            ? "Every file is one that a bundle may hold, none is code, and the digest is right."
                            : "The digest is not that of the content.",
                    Map.of("sha256", challenger.sha256().hex(), "bytes", challenger.bytes().length));
        } catch (Rejection e) {
            return new GateVerdict(Gate.INTEGRITY, Outcome.FAILED, e.detail(), Map.of("code", e.code()));
        }
    }

    /** JSON has no NaN and no infinity. */
    private static Object finite(double figure) {
        return Double.isFinite(figure) ? figure : "infinite";
    }
}
