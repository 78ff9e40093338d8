package io.plumbline.drift.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.cause.PlantedFleet.Kind;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CausesTest {
    private static final int FLEETS = 40;

    @ParameterizedTest
    @EnumSource
    void whatWasPlantedIsNamedMostly(Kind kind) {
        Map<Cause.Kind, Integer> named = PlantedFleet.named(kind, FLEETS, 55, 28);

        System.out.println(kind + " " + named);
        assertThat(named.getOrDefault(kind.cause(), 0)).as("%s: %s", kind, named).isGreaterThanOrEqualTo(FLEETS * 8 / 10);
    }
}
