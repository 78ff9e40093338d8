package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PseudoMaskTest {
    @Test
    void a_pixel_of_the_student_is_the_mean_of_those_it_covers() {
        // Given
        float[] answer = {1, 1, 0, 0, 1, 0, 0, 0};

        // When
        PseudoMask mask = PseudoMask.of(answer, 4, 2, 2, 1);

        // Then
        assertThat(mask.target()).containsExactly(0.75f, 0f);
        assertThat(mask.area()).isCloseTo(0.375, within(1e-6));
    }

    @Test
    void unsure_pixels_count_nothing() {
        // Given
        float[] answer = {0.2f, 0.3f, 0.5f, 0.95f};

        // When
        PseudoMask mask = PseudoMask.of(answer, 4, 1, 4, 1);

        // Then
        assertThat(mask.weight()).containsExactly(1f, 0f, 0f, 1f);
        assertThat(mask.unsure()).isCloseTo(2.0 / 3, within(1e-6));
        assertThat(mask.doubtful()).isTrue();
    }

    @Test
    void a_picture_without_a_subject_is_for_a_person() {
        // Given
        float[] nothing = new float[100];
        float[] everything = new float[100];
        Arrays.fill(everything, 1);

        // When
        boolean empty = PseudoMask.of(nothing, 10, 10, 10, 10).doubtful();
        boolean full = PseudoMask.of(everything, 10, 10, 10, 10).doubtful();

        // Then
        assertThat(empty).isTrue();
        assertThat(full).isTrue();
    }

    @Test
    void a_clear_subject_is_not_doubtful() {
        // Given
        float[] answer = new float[400];
        for (int i = 0; i < answer.length; i++) {
            boolean inside = i % 20 >= 5 && i % 20 < 15 && i / 20 >= 5 && i / 20 < 15;
            answer[i] = inside ? 0.99f : 0.01f;
        }

        // When
        PseudoMask mask = PseudoMask.of(answer, 20, 20, 10, 10);

        // Then
        assertThat(mask.doubtful()).isFalse();
        assertThat(mask.unsure()).isZero();
        assertThat(mask.target()[2 * 10 + 2]).as("a corner").isCloseTo(0.255f, within(1e-3f));
        assertThat(mask.weight()).as("an edge between sure pixels counts").containsOnly(1);
    }

    @Test
    void a_small_answer_is_enlarged_and_what_is_outside_is_cut() {
        // Given
        float[] answer = {-0.5f, 1.5f};

        // When
        PseudoMask mask = PseudoMask.of(answer, 2, 1, 4, 2);

        // Then
        assertThat(mask.target()).containsExactly(0f, 0f, 1f, 1f, 0f, 0f, 1f, 1f);
    }

    @Test
    void an_answer_of_another_size_is_refused() {
        assertThatThrownBy(() -> PseudoMask.of(new float[7], 4, 2, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 × 2 pixels has 7 values");
    }
}
