package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.retrain.work.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is heard while a teacher is asked. */
class AskingProgressTest {
    private final List<String> said = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final long[] now = {5};
    private final TrainingListener listener = TrainingListener.of(
            (message, fraction) -> said.add(Math.round(100 * fraction) + " % " + message),
            log::add,
            (step, values) -> {},
            (name, content) -> {});

    @Test
    void a_slow_teacher_is_heard_of_after_each_picture_with_the_time_that_is_left() {
        // Given one that takes half a minute, of whose answers some are there
        AskingProgress progress = new AskingProgress(listener, 0.5, 10, () -> now[0]);
        progress.known(4);
        // When
        ask(progress, 6, TimeUnit.SECONDS.toNanos(30));
        progress.end();
        // Then
        assertThat(said)
                .containsExactly(
                        "20 % Asking the teacher about picture 5 of 10",
                        "25 % Asking the teacher about picture 6 of 10, some 3 min left",
                        "30 % Asking the teacher about picture 7 of 10, some 2 min left",
                        "35 % Asking the teacher about picture 8 of 10, some 2 min left",
                        "40 % Asking the teacher about picture 9 of 10, some 1 min left",
                        "45 % Asking the teacher about picture 10 of 10",
                        "50 % Asking the teacher about picture 10 of 10",
                        "50 % Training the student");
        assertThat(log)
                .containsExactly(
                        "Goes on with 4 answers of the teacher from an earlier attempt.",
                        "The teacher was asked about 6 pictures in 180 s, 30.00 s each.");
    }

    @Test
    void a_fast_teacher_is_heard_of_once_a_second() {
        // Given
        AskingProgress progress = new AskingProgress(listener, 0.5, 3_000, () -> now[0]);
        // When
        ask(progress, 3_000, TimeUnit.MILLISECONDS.toNanos(1));
        progress.end();
        // Then
        assertThat(said).hasSizeBetween(4, 6);
    }

    @Test
    void where_all_answers_are_there_nobody_is_asked() {
        // Given
        AskingProgress progress = new AskingProgress(listener, 0.5, 10, () -> now[0]);
        // When
        progress.known(10);
        progress.end();
        // Then
        assertThat(said).containsExactly("50 % Training the student");
        assertThat(log).containsExactly("Goes on with 10 answers of the teacher from an earlier attempt.");
    }

    private void ask(AskingProgress progress, int pictures, long nanoseconds) {
        for (int i = 0; i < pictures; i++) {
            progress.asking();
            now[0] += nanoseconds;
            progress.answered();
        }
    }
}
