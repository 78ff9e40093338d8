package io.plumbline.drift.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.cause.Facts.Question;
import io.plumbline.drift.cause.Facts.Span;
import io.plumbline.drift.cause.PlantedFleet.Kind;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.stats.Histogram;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CausesTest {
    private static final int FLEETS = 40;

    @ParameterizedTest
    @EnumSource
    void whatWasPlantedIsNamedMostly(Kind kind) {
        Map<Cause.Kind, Integer> named = PlantedFleet.named(kind, FLEETS, 55, 28);

        assertThat(named.getOrDefault(kind.cause(), 0))
                .as("%s, of %d: %s", kind, FLEETS, named)
                .isGreaterThanOrEqualTo(FLEETS * 8 / 10);
    }

    @Test
    void theSegmentAndTheStatisticAreNamed() {
        Facts release = new PlantedFleet(11, Kind.RELEASE, 80).facts(28, 40).orElseThrow();
        Facts dark = new PlantedFleet(12, Kind.DARKENING, 80).facts(28, 40).orElseThrow();

        assertThat(Causes.of(release).get(0))
                .extracting(Cause::kind, Cause::key, Cause::value)
                .containsExactly(Cause.Kind.APP_RELEASE, "app", "2.0");
        assertThat(Causes.of(dark).get(0))
                .extracting(Cause::kind, Cause::value)
                .containsExactly(Cause.Kind.INPUT_SHIFT, "brightness");
        assertThat(Causes.of(dark).get(0).sentence()).contains("median brightness fell from 0.5");
    }

    @Test
    void tooFewLabelsAreNotClearAndSaySo() {
        Facts facts = new Facts(Question.ERRORS, "", "", span(12, 1), span(9, 4), List.of());

        assertThat(Causes.of(facts)).first().satisfies(cause -> {
            assertThat(cause.kind()).isEqualTo(Cause.Kind.UNCLEAR);
            assertThat(cause.sentence()).contains("12 audited labels before and 9 since");
        });
    }

    private static Span span(long labels, long errors) {
        return new Span(
                new Baseline.Origin.Field(Instant.EPOCH, Instant.EPOCH),
                new LabelTally(List.of(
                        new Group("a", "a", 20, 0.02, labels - errors, 0.7),
                        new Group("b", "a", 20, 0.02, errors, 0.7))),
                50 * labels,
                new TreeMap<>(),
                new Histogram(),
                new TreeMap<>(),
                0,
                0);
    }
}
