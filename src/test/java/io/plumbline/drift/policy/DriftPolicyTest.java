package io.plumbline.drift.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.drift.policy.BaselineRule.FirstDays;
import io.plumbline.kernel.Nearest;
import io.plumbline.kernel.Rejection;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftPolicyTest {
    private static String refusal(ThrowingCallable what) {
        Rejection rejection = catchThrowableOfType(Rejection.class, what);
        assertThat(rejection.code()).isEqualTo("policy-invalid");
        return rejection.detail();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.0009, 52.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aBudgetOutOfItsRangeIsRefused(double budget) {
        String said = refusal(() -> new DriftPolicy(budget, 0.02, Optional.empty(), Duration.ZERO));
        assertThat(said).contains("falseAlarmsPerYear is " + budget, "0.001", "52");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 0.51, Double.NaN, Double.POSITIVE_INFINITY})
    void aToleranceOutOfItsRangeIsRefused(double tolerance) {
        String said = refusal(() -> new DriftPolicy(1, tolerance, Optional.empty(), Duration.ZERO));
        assertThat(said).contains("tolerance is " + tolerance, "two points");
    }

    @Test
    void evidenceTriggersOnlyIfItIsNamed() {
        // When
        Triggers triggers = new Triggers(List.of("inputs", "psi-confidence"));
        // Then they have one order, however they were written
        assertThat(triggers).isEqualTo(new Triggers(List.of("psi-confidence", "inputs")));
        assertThat(triggers.include("psi-confidence")).isTrue();
        assertThat(triggers.include("input-brightness")).isTrue();
        assertThat(triggers.include("ks-confidence")).isFalse();
        assertThat(Triggers.NONE.include("psi-confidence")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "psi-confidense, perhaps psi-confidence is meant",
        "PSI-Confidence, perhaps psi-confidence is meant",
        "voluntary-error, There are psi-confidence",
        "'', triggers has ''"
    })
    void anUnknownTriggerIsRefusedWithThoseThatThereAre(String id, String said) {
        assertThat(refusal(() -> new Triggers(List.of(id)))).contains(said, "page-hinkley");
    }

    @Test
    void aTriggerThatIsThereTwiceIsRefused() {
        assertThat(refusal(() -> new Triggers(List.of("ddm", "ddm")))).contains("twice");
    }

    @ParameterizedTest
    @CsvSource({
        "europe/berlin, perhaps Europe/Berlin is meant",
        "Europe/Berln, perhaps Europe/Berlin is meant",
        "+02:00, write it like Africa/Lagos",
        "somewhere in the middle of the Atlantic, write it like Africa/Lagos",
        "'', write it like Africa/Lagos"
    })
    void aZoneThatIsNoneIsRefusedWithTheNearestOrAnExample(String zone, String said) {
        assertThat(refusal(() -> Zones.of(zone))).contains("zone is '" + zone + "'", said);
        assertThat(Zones.of("Africa/Lagos")).isEqualTo(ZoneId.of("Africa/Lagos"));
    }

    @Test
    void aBaselineIsTheValidationOrFirstDays() {
        assertThat(BaselineRule.of("validation", 0)).isEqualTo(BaselineRule.VALIDATION);
        assertThat(BaselineRule.of("field", 14)).isEqualTo(new FirstDays(14));
        assertThat(refusal(() -> BaselineRule.of("field", 0))).contains("baselineDays is 0", "1 to 60");
        assertThat(refusal(() -> BaselineRule.of("field", 61))).contains("baselineDays is 61");
        assertThat(refusal(() -> BaselineRule.of("lab", 1))).contains("baseline is 'lab'");
    }

    @Test
    void whatMayHaveBeenMeantIsTheNearestNameIfAnyIsNear() {
        List<String> known = List.of("tolerance", "zone", "maturity");
        assertThat(Nearest.to("tolerence", known)).contains("tolerance");
        assertThat(Nearest.to("Zone", known)).contains("zone");
        assertThat(Nearest.to("matur", known)).contains("maturity");
        assertThat(Nearest.to("threshold", known)).isEmpty();
        assertThat(Nearest.to("x".repeat(1_000_000), known)).isEmpty();
        assertThat(Nearest.to("zone", List.of())).isEmpty();
    }
}
