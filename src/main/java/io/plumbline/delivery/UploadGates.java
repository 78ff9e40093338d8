package io.plumbline.delivery;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Golden;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.GoldenChild;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What can be said of a bundle that somebody uploads, without a champion to compare it with. */
@ApplicationScoped
class UploadGates {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NOT_COMPARED =
            "Not measured yet: it was uploaded. Ask the gates, which compare it with what is live.";

    private final GoldenChild child;

    UploadGates(GoldenChild child) {
        this.child = child;
    }

    /** Tries what is uploaded, and what is to be judged. */
    @Produces
    @Singleton
    static GoldenChild child(UploadConfig config) {
        return new GoldenChild(config.memory().asLongValue(), config.timeout());
    }

    /** The bundle was read, so its integrity is proven; whether it computes is tried here. */
    List<GateVerdict> judge(Bundle bundle) {
        return List.of(
                new GateVerdict(
                        Gate.INTEGRITY,
                        Outcome.PASSED,
                        "Every file is one that a bundle may hold, and none is code.",
                        Map.of("sha256", bundle.sha256().hex(), "bytes", bundle.bytes().length)),
                infra(bundle),
                notRun(Gate.QUALITY),
                notRun(Gate.SAFETY),
                notRun(Gate.BUDGET));
    }

    /** What model.json says of the validation, as JSON text. */
    static String validation(Bundle bundle) {
        try {
            return JSON.readTree(bundle.definition().toJson())
                    .path("validation")
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException("A checked bundle has a readable model.json: " + bundle, e);
        }
    }

    private GateVerdict infra(Bundle bundle) {
        GoldenCheck.Report report = child.check(bundle);
        return new GateVerdict(
                Gate.INFRA,
                report.passed() ? Outcome.PASSED : Outcome.FAILED,
                report.sentence(),
                Map.of(
                        "cases", report.cases(),
                        "runtimeDifference", shown(report.runtime()),
                        "djlDifference", shown(report.djl()),
                        "tolerance", Golden.TOLERANCE));
    }

    /** JSON has no infinity, so an output that is no number is said in words. */
    private static Object shown(double difference) {
        return Double.isFinite(difference) ? difference : "infinite";
    }

    private static GateVerdict notRun(Gate gate) {
        return new GateVerdict(gate, Outcome.NOT_RUN, NOT_COMPARED, Map.of());
    }
}
