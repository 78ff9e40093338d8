package io.plumbline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.registry.Release.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseHistoryTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void thereIsNothingToGoBackToBeforeTheSecondRelease() {
        assertThat(history().before()).isEmpty();
        assertThat(history("1").before()).isEmpty();
    }

    @Test
    void aRollbackLeadsToTheVersionBelow() {
        assertThat(history("1", "2", "3").before()).contains("2");
    }

    @Test
    void twoRollbacksInARowGoBackTwoVersions() {
        // Given a rollback from 3 to 2
        ReleaseHistory history = history("1", "2", "3", "<2");
        // Then the next one does not return to 3, which was just found bad
        assertThat(history.before()).contains("1");
    }

    @Test
    void aRollbackToAFarVersionTakesOffAllAboveIt() {
        assertThat(history("1", "2", "3", "4", "<2").before()).contains("1");
        assertThat(history("1", "2", "3", "<1").before()).isEmpty();
    }

    @Test
    void aPromotionAfterARollbackIsUndoneByOne() {
        assertThat(history("1", "2", "<1", "3").before()).contains("1");
    }

    @Test
    void aRollbackForwardToAVersionThatWasTakenOffCanBeUndone() {
        assertThat(history("1", "2", "<1", "<2").before()).contains("1");
    }

    @Test
    void whatWasLiveAtATimeIsTheNewestReleaseNotAfterIt() {
        // Given releases on the hour
        ReleaseHistory history = history("1", "2", "<1");
        // Then each counts from its own moment on
        assertThat(history.at(START.minusNanos(1))).isEmpty();
        assertThat(history.at(START)).map(Release::version).contains("1");
        assertThat(history.at(START.plusSeconds(3600))).map(Release::version).contains("2");
        assertThat(history.at(START.plusSeconds(7199))).map(Release::number).contains(2L);
        assertThat(history.at(START.plusSeconds(99_999))).map(Release::number).contains(3L);
    }

    /** Versions in the order of their releases, an hour apart; "<" marks a rollback. */
    private static ReleaseHistory history(String... versions) {
        List<Release> releases = new ArrayList<>();
        for (String version : versions) {
            Kind kind = version.startsWith("<") ? Kind.ROLLBACK : Kind.PROMOTION;
            Instant at = START.plusSeconds(3600L * releases.size());
            releases.add(new Release("m", releases.size() + 1L, version.replace("<", ""), kind, at, "somebody", ""));
        }
        return new ReleaseHistory(releases);
    }
}
