package io.plumbline.retrain.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The claims of docs/training.md, on the pictures that the repository holds: two changes, 2,000 labels, once. */
class TrainingTest {
    private static final int LABELS = 2_000;
    private static LastLayerStudy study;

    @BeforeAll
    static void run() {
        study = new LastLayerStudy(
                Pictures.inRepository()
                        .pick(java.util.stream.IntStream.range(0, 6_000).toArray()),
                LABELS,
                List.of(Shift.NONE, Shift.NOISE, Shift.INVERTED),
                List.of(LABELS),
                1);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOISE", "INVERTED"})
    void two_thousand_labels_win_back_three_fifths_of_what_a_change_cost(Shift shift) {
        assertThat(study.of(Shift.NONE).before() - study.of(shift).before()).isGreaterThan(0.5);
        assertThat(study.wonBack(shift, LABELS)).isGreaterThan(0.6);
    }

    @Test
    void where_nothing_changed_little_is_lost() {
        LastLayerStudy.Result same = study.of(Shift.NONE);
        assertThat(same.accuracy(LABELS)).isGreaterThan(same.before() - 0.02);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOISE", "INVERTED"})
    void what_is_said_surely_is_wrong_no_more_often_than_accepted(Shift shift) {
        Draw draw = study.of(shift).draws(LABELS).get(0);
        assertThat(draw.threshold()).isGreaterThan(0.5);
        assertThat(draw.unsure()).isLessThan(0.7);
        assertThat(draw.wrongThough()).isLessThan(LastLayerStudy.ACCEPTED + 0.03);
        assertThat(draw.confidence()).as("mean confidence").isBetween(draw.accuracy() - 0.05, draw.accuracy() + 0.05);
    }
}
