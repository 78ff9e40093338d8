package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
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
    void what_is_surely_without_a_subject_is_learnt_from_and_what_is_hardly_so_is_for_a_person() {
        // Given
        float[] nothing = new float[40_000];
        float[] speck = new float[40_000];
        Arrays.fill(speck, 0, 3, 0.6f);
        float[] little = new float[40_000];
        Arrays.fill(little, 0, 40, 1);
        float[] veil = new float[40_000];
        Arrays.fill(veil, 0, 40, 0.4f);
        float[] everything = new float[40_000];
        Arrays.fill(everything, 1);
        // When, Then
        for (float[] sure : new float[][] {nothing, speck}) {
            PseudoMask mask = PseudoMask.of(sure, 200, 200, 10, 10);
            assertThat(mask.empty()).isTrue();
            assertThat(mask.doubtful()).isFalse();
        }
        for (float[] unclear : new float[][] {little, veil, everything}) {
            PseudoMask mask = PseudoMask.of(unclear, 200, 200, 10, 10);
            assertThat(mask.empty()).isFalse();
            assertThat(mask.doubtful()).isTrue();
        }
    }

    @Test
    void what_a_teacher_said_is_kept_whole() {
        // Given
        float[] veil = new float[100];
        Arrays.fill(veil, 0.5f);
        List<TeacherAnswer> answers = List.of(
                TeacherAnswer.of(PseudoMask.of(new float[100], 10, 10, 10, 10)),
                TeacherAnswer.of(PseudoMask.of(veil, 10, 10, 10, 10)),
                TeacherAnswer.UNREADABLE);
        // When
        List<TeacherAnswer> read = TeacherAnswer.listOf(TeacherAnswer.toBytes(answers));
        // Then
        assertThat(read).extracting(TeacherAnswer::empty).containsExactly(true, false, false);
        assertThat(read).extracting(TeacherAnswer::doubtful).containsExactly(false, true, false);
        assertThat(read.get(2).isUnreadable()).isTrue();
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
