package io.plumbline.drift.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.drift.cause.Confusions.Pair;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionsTest {
    private static Group group(String predicted, String corrected, long n) {
        return new Group(predicted, corrected, 20, 0.02, n, 0.68);
    }

    @Test
    void aPairThatGrewIsFirstWithFishersProbability() {
        // Given: of 8 shirts 1 was taken for a dress, of 8 since the change 7 are; nothing else is seen often enough.
        LabelTally before = new LabelTally(List.of(group("shirt", "shirt", 7), group("dress", "shirt", 1)));
        LabelTally since = new LabelTally(
                List.of(group("shirt", "shirt", 1), group("dress", "shirt", 7), group("bag", "boot", 4)));

        // When
        List<Pair> pairs = Confusions.of(before, since);

        // Then: C(8,7)·C(8,1)/C(16,8) + C(8,8)·C(8,0)/C(16,8) = 65/12870.
        assertThat(pairs).singleElement().satisfies(pair -> {
            assertThat(pair).extracting(Pair::predicted, Pair::corrected).containsExactly("dress", "shirt");
            assertThat(pair.p()).isEqualTo(65.0 / 12_870, within(1e-12));
        });
    }

    @Test
    void moreOfAClassIsNoMoreConfusion() {
        // Given: ten times as many shirts, as often taken for a dress.
        LabelTally before = new LabelTally(List.of(group("shirt", "shirt", 45), group("dress", "shirt", 5)));
        LabelTally since = new LabelTally(List.of(group("shirt", "shirt", 450), group("dress", "shirt", 50)));

        // When
        List<Pair> pairs = Confusions.of(before, since);

        // Then
        assertThat(pairs).singleElement().satisfies(pair -> assertThat(pair.p()).isGreaterThan(0.4));
    }
}
