package io.plumbline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final Instant START = Instant.parse("2026-11-11T06:00:00Z");
    private static final DemoSettings SETTINGS = DemoSettings.standard();
    private static final Instant APPEARS = START.plus(SETTINGS.simulated(SETTINGS.warmUp()));
    private static final Instant SPREAD = APPEARS.plus(SETTINGS.simulated(SETTINGS.spread()));

    private final List<Roster.Owned> phones = Roster.of(SETTINGS, START, 10_000, 7);

    private long inUse(Instant time, String device) {
        return phones.stream()
                .filter(p -> p.inUse(time) && p.make().device().equals(device))
                .count();
    }

    @Test
    void theNewModelReplacesMostOfOneMake() {
        assertThat(inUse(START, "Tecno KC8")).isEqualTo(75);
        assertThat(inUse(APPEARS.minusSeconds(1), "Tecno KC9")).isZero();
        assertThat(inUse(SPREAD, "Tecno KC9")).isBetween(55L, 72L);
        assertThat(inUse(SPREAD, "Tecno KC8") + inUse(SPREAD, "Tecno KC9")).isEqualTo(75);
    }

    @Test
    void threeHundredPhonesAreInUseAtAnyTime() {
        for (int hour = 0; hour < 48; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            assertThat(phones.stream().filter(p -> p.inUse(time))).hasSize(300);
        }
    }

    @Test
    void noPictureIsOnTwoPhones() {
        Set<Integer> seen = new HashSet<>();
        for (Roster.Owned phone : phones) {
            assertThat(phone.scenes()).hasSizeGreaterThan(20);
            phone.scenes().forEach(scene -> assertThat(seen.add(scene)).isTrue());
        }
    }

    @Test
    void theSameSeedGivesTheSamePeople() {
        assertThat(Roster.of(SETTINGS, START, 10_000, 7)).isEqualTo(phones);
        assertThat(Roster.of(SETTINGS, START, 10_000, 8)).isNotEqualTo(phones);
    }
}
