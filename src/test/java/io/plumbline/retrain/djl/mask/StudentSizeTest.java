package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StudentSizeTest {
    @Test
    void a_student_is_as_large_as_its_budget_allows() {
        // Given
        long megabyte = 1_000_000;

        // When
        StudentSize floats = StudentSize.fit(megabyte, 4, 200_000_000);
        StudentSize bytes = StudentSize.fit(megabyte, 1, 200_000_000);
        StudentSize slow = StudentSize.fit(megabyte, 4, 20_000_000);

        // Then
        assertThat(floats.bytes(4)).isBetween(megabyte / 2, megabyte);
        assertThat(bytes.base()).isGreaterThan(floats.base());
        assertThat(slow.multiplyAdds()).isLessThanOrEqualTo(20_000_000);
        assertThat(slow.side()).isLessThan(floats.side());
    }

    @Test
    void width_and_input_grow_together() {
        // When: the settings' budgets, with weights of 16 bits
        StudentSize usual = StudentSize.fit(1_000_000, 2, 60_000_000);

        // Then
        assertThat(usual.base()).isEqualTo(24);
        assertThat(usual.side()).isEqualTo(128);
        // Where one budget ends, the other is still used up
        assertThat(StudentSize.fit(40_000, 2, 60_000_000).side()).isEqualTo(320);
        assertThat(StudentSize.fit(1_000_000, 2, 5_000_000).base()).isEqualTo(12);
    }

    @Test
    void a_budget_that_nothing_fits_is_refused_with_what_it_would_take() {
        assertThatThrownBy(() -> StudentSize.fit(1000, 4, 1_000_000_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed are 1000");
    }
}
