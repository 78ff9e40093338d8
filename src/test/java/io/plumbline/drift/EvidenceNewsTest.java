package io.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.DriftState.Alarm;
import io.plumbline.drift.EvidenceWatch.Days;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.signal.Finding;
import io.plumbline.drift.signal.Signal;
import io.plumbline.drift.signal.Signal.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvidenceNewsTest {
    private static final Instant UNTIL = Instant.parse("2026-03-29T10:00:00Z");
    private static final Days TOKYO = Days.of(UNTIL, ZoneId.of("Asia/Tokyo"));

    private static Signal drifted(String id) {
        return new Signal(id, id, Verdict.DRIFTED, 1, 0.5, 0, 100, 30, "");
    }

    private static DriftState state() {
        Alarm none = new Alarm(false, 0, 3, 0, 0, 0, 0, 1, 0.1, 100, "");
        List<Signal> signals = List.of(drifted("psi-confidence"), drifted("ddm"), drifted("trend"));
        List<String> triggered = List.of("psi-confidence", "ddm");
        return new DriftState(
                "garments", "1", UNTIL, UNTIL, 1, none, List.of(), none, List.of(), List.of(), triggered, signals);
    }

    private static List<String> news(Instant settled, Set<Place> known) {
        return EvidenceNews.of(state(), TOKYO, signal -> known, signal -> settled).stream()
                .map(Finding::signal)
                .toList();
    }

    @Test
    void takesTheDaysOfThePolicysZone() {
        assertThat(TOKYO.before()).isEqualTo("2026-03-26T15:00:00Z");
        assertThat(TOKYO.last()).isEqualTo("2026-03-27T15:00:00Z");
        assertThat(TOKYO.end()).isEqualTo("2026-03-28T15:00:00Z");
    }

    @Test
    void isNewsUnlessSomebodyDealtWithSomeOfTheDaysThatItReads() {
        // When nothing is settled, or something from before these days
        assertThat(news(Instant.EPOCH, Set.of())).containsExactly("psi-confidence", "ddm");
        assertThat(news(TOKYO.before(), Set.of())).containsExactly("psi-confidence", "ddm");
        // When some of the first day is, what tells of a moment has read the last alone
        assertThat(news(TOKYO.before().plusSeconds(3600), Set.of())).containsExactly("ddm");
        assertThat(news(TOKYO.last().plusSeconds(3600), Set.of())).isEmpty();
        // When it has an incident already
        assertThat(news(Instant.EPOCH, Set.of(Place.FLEET))).isEmpty();
    }
}
