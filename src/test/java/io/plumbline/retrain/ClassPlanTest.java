package io.plumbline.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassPlanTest {
    private static final List<String> CHAMPION = List.of("coat", "boot", "bag");

    @Test
    void without_new_classes_all_stay_as_they_are() {
        // When
        ClassPlan plan = ClassPlan.of(CHAMPION, Map.of("coat", 5L), Map.of("bag", 1L), Set.of(), 50);
        // Then
        assertThat(plan.labels()).isEqualTo(CHAMPION);
        assertThat(plan.common()).isEqualTo(3);
        assertThat(plan.sentence()).isEmpty();
    }

    @Test
    void a_class_with_enough_pictures_is_added_behind_the_old_ones() {
        // Given
        Map<String, Long> learn = Map.of("scarf", 50L, "hat", 80L, "coat", 9L);
        Map<String, Long> judge = Map.of("scarf", 10L, "hat", 11L);
        // When
        ClassPlan plan = ClassPlan.of(CHAMPION, learn, judge, Set.of("boot"), 50);
        // Then
        assertThat(plan.labels()).containsExactly("coat", "bag", "hat", "scarf");
        assertThat(plan.common()).isEqualTo(2);
        assertThat(plan.sentence()).isEqualTo("New classes: hat, scarf. Classes no longer told apart: boot.");
    }

    @Test
    void a_class_with_too_few_pictures_is_left_out_and_told_how_many_it_takes() {
        // When
        ClassPlan learning = ClassPlan.of(CHAMPION, Map.of("hat", 49L), Map.of("hat", 20L), Set.of(), 50);
        ClassPlan judging = ClassPlan.of(CHAMPION, Map.of("hat", 1_200L), Map.of("hat", 9L), Set.of(), 50);
        // Then
        assertThat(learning.labels()).isEqualTo(CHAMPION);
        assertThat(learning.sentence())
                .isEqualTo("The class 'hat' is new and left out: it takes 50 pictures to learn from and 10 to judge by,"
                        + " there are 49 and 20.");
        assertThat(judging.labels()).isEqualTo(CHAMPION);
        assertThat(judging.sentence()).endsWith("there are 1,200 and 9.");
    }

    @Test
    void what_cannot_be_is_refused_in_a_sentence() {
        assertThatThrownBy(() -> ClassPlan.of(CHAMPION, Map.of(), Map.of(), Set.of("shoe"), 50))
                .hasMessageContaining("no class 'shoe'")
                .hasMessageContaining("coat, boot, bag");
        assertThatThrownBy(() -> ClassPlan.of(CHAMPION, Map.of(), Map.of(), Set.of("boot", "bag"), 50))
                .hasMessageContaining("two classes");
    }
}
