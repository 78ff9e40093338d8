package io.plumbline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.ModelCatalog.Facts;
import io.plumbline.kernel.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachedCatalogTest {
    private final List<Facts> registered = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private boolean away;
    private Runnable meanwhile = () -> {};
    private int reads;

    private final CachedCatalog catalog = new CachedCatalog(this::read, () -> now);

    private List<Facts> read() {
        reads++;
        if (away) {
            throw new IllegalStateException("connection refused");
        }
        List<Facts> read = List.copyOf(registered);
        Runnable change = meanwhile;
        meanwhile = () -> {};
        change.run();
        return read;
    }

    @Test
    void whatChangesWhileItIsReadIsReadAgain() {
        // Given
        register("garments");
        assertThat(catalog.facts("garments"))
                .hasValueSatisfying(facts -> assertThat(facts.archived()).isFalse());
        pass(CachedCatalog.FRESH);
        meanwhile = () -> {
            registered.set(0, new Facts("garments", List.of(), true));
            catalog.outdated();
        };
        // When // Then
        assertThat(catalog.facts("garments"))
                .hasValueSatisfying(facts -> assertThat(facts.archived()).isTrue());
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void aModelRegisteredAMomentAgoIsKnownToTheNextEvent() {
        // Given a catalog that has just been read
        assertThat(catalog.facts("garments")).isEmpty();
        // When
        register("garments");
        pass(CachedCatalog.FRESH_FOR_A_MISS);
        // Then
        assertThat(catalog.facts("garments")).isPresent();
    }

    @Test
    void manyEventsCostOneReading() {
        // Given
        register("garments");
        // When
        for (int i = 0; i < 1_000; i++) {
            assertThat(catalog.facts("garments")).isPresent();
            assertThat(catalog.facts("nobody")).isEmpty();
        }
        // Then
        assertThat(reads).isEqualTo(1);
        pass(CachedCatalog.FRESH);
        assertThat(catalog.facts("garments")).isPresent();
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void whileTheDatabaseIsAwayWhatWasKnownGoesOn() {
        // Given
        register("garments");
        assertThat(catalog.facts("garments")).isPresent();
        // When
        away = true;
        pass(Duration.ofMinutes(10));
        // Then
        for (int i = 0; i < 100; i++) {
            assertThat(catalog.facts("garments")).isPresent();
        }
        assertThat(reads).as("not every event waits for the database").isEqualTo(2);
        assertUnavailable("perhaps-registered-elsewhere");
        // And when it is back
        away = false;
        register("shoes");
        pass(CachedCatalog.FRESH);
        assertThat(catalog.facts("shoes")).isPresent();
    }

    @Test
    void beforeAnythingIsKnownTheDatabaseIsNeeded() {
        away = true;
        assertUnavailable("garments");
        away = false;
        register("garments");
        pass(CachedCatalog.FRESH);
        assertThat(catalog.facts("garments")).isPresent();
    }

    private void assertUnavailable(String name) {
        assertThatThrownBy(() -> catalog.facts(name)).isInstanceOfSatisfying(Rejection.class, r -> assertThat(r.kind())
                .isEqualTo(Rejection.Kind.UNAVAILABLE));
    }

    private void register(String name) {
        registered.add(new Facts(name, List.of()));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
