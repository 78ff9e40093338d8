package io.plumbline.retrain.djl.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.bundle.onnx.Head;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassRowsTest {
    private final Head old = new Head(new float[][] {{1, 2}, {3, 4}, {5, 9}}, new float[] {1, 2, 6});
    private final List<String> champion = List.of("a", "b", "c");

    @Test
    void rows_go_with_their_classes_and_a_new_one_begins_as_the_mean() {
        // When
        Head start = ClassRows.start(old, champion, List.of("c", "a", "new"));
        // Then
        assertThat(start.weight()).isDeepEqualTo(new float[][] {{5, 9}, {1, 2}, {3, 5}});
        assertThat(start.bias()).containsExactly(6, 1, 3);
    }

    @Test
    void rows_that_do_not_fit_are_named() {
        assertThatThrownBy(() -> ClassRows.start(old, List.of("a"), champion)).hasMessage("1 classes for 3 rows");
    }
}
