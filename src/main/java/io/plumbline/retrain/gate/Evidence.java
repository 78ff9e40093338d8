package io.plumbline.retrain.gate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Findings as the evidence of a verdict, there and back. */
public final class Evidence {
    static final String CHAMPION = "champion";

    static final String MASKS = "masks";

    private static final String FINDINGS = "findings";
    private static final String LEFT_OUT = "leftOut";
    private static final int MOST = 200;
    private static final int NAMED = 3;
    private static final TypeReference<List<Finding>> LIST = new TypeReference<>() {};
    private static final TypeReference<List<Map<String, Object>>> PLAIN = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Evidence() {}

    /** Evidence of some findings, the most telling first, and other facts. */
    static Map<String, Object> of(List<Finding> findings, Map<String, Object> facts) {
        Map<String, Object> evidence = new HashMap<>(facts);
        List<Finding> kept = findings.subList(0, Math.min(MOST, findings.size()));
        evidence.put(FINDINGS, JSON.convertValue(kept, PLAIN));
        evidence.put(LEFT_OUT, findings.size() - kept.size());
        return evidence;
    }

    /** Why nothing was compared. */
    static String none(Judging judging) {
        return judging.masks()
                ? "Not measured: there is no mask that a person made, of a picture that was kept from training."
                : "Not measured: there is no audited picture from a device that was kept from training.";
    }

    /** The findings behind a verdict; none where it is of another kind. */
    public static List<Finding> findings(GateVerdict verdict) {
        return Optional.ofNullable(verdict.evidence().get(FINDINGS))
                .map(stored -> JSON.convertValue(stored, LIST))
                .orElse(List.of());
    }

    /** Whether a verdict is about masks: scores are intersections over union then. */
    public static boolean isOfMasks(GateVerdict verdict) {
        return Boolean.TRUE.equals(verdict.evidence().get(MASKS));
    }

    /** No if there is one no, not known if there is one of these, else yes. What was too small to ask has no say. */
    static Outcome worst(List<Finding> findings) {
        if (findings.stream().anyMatch(f -> f.outcome() == Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        return findings.stream().anyMatch(f -> f.outcome() == Outcome.INCONCLUSIVE)
                ? Outcome.INCONCLUSIVE
                : Outcome.PASSED;
    }

    /** The first few places, and how many more; empty for none. */
    static String places(List<Finding> findings, Predicate<Finding> wanted) {
        List<String> places =
                findings.stream().filter(wanted).map(Finding::place).toList();
        int more = places.size() - NAMED;
        return String.join(", ", places.subList(0, Math.min(NAMED, places.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
