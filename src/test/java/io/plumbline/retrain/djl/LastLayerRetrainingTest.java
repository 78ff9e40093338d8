package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.retrain.Challenger;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.TrainingPicture;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.stats.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LastLayerRetrainingTest {
    private static final ModelCard CARD = new ModelCard("Retrained.", "500 labels.", "By temperature.", List.of());

    @Test
    void five_hundred_labels_win_back_what_a_bad_camera_cost() {
        // Given
        Bundle champion = DemoData.garments();
        IdxPictures fleet = DemoData.fleet();
        float[][] good = fleet.inputs();
        List<TrainingPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 3_500; i++) {
            Split split = i < 500 ? Split.TRAIN : Split.TEST;
            pictures.add(new TrainingPicture(BadCamera.shoot(good[i], 28), fleet.labels()[i], 1, split));
        }
        IdxPictures old = DemoData.reference();
        float[][] oldInputs = old.inputs();
        for (int i = 0; i < 1_000; i++) {
            pictures.add(new TrainingPicture(oldInputs[i], old.labels()[i], 0.5f, Split.TRAIN));
        }
        double before = accuracy(champion, fleet, good);
        // When
        Challenger outcome = LastLayerRetraining.retrain(champion, pictures, Weights.FP32, 1, ProgressListener.NONE);
        Reference reference = reference(outcome);
        Bundle challenger = outcome.bundle("2", reference, CARD);
        // Then
        double drifted = outcome.championSaid().accuracy(outcome.truth());
        double recovered = outcome.challengerSaid().accuracy(outcome.truth());
        double goodAfter = accuracy(challenger, fleet, good);
        System.out.printf(
                "Good camera %.3f, bad camera %.3f, retrained on 500 labels %.3f (good camera then %.3f), T %.2f%n",
                before, drifted, recovered, goodAfter, outcome.temperature());
        assertThat(before - drifted).as("loss by the camera").isGreaterThan(0.20);
        assertThat(recovered - drifted).as("won back").isGreaterThan((before - drifted) / 2);
        assertThat(goodAfter).as("good camera after").isGreaterThan(before - 0.15);
        assertThat(outcome.trained() + outcome.validated()).isEqualTo(1_500);
        assertThat(outcome.truth()).hasSize(3_000);
        assertThat(challenger.definition().version()).isEqualTo("2");
        assertThat(challenger.definition().validation()).isEqualTo(reference);
        GoldenCheck.Report golden = GoldenCheck.check(challenger);
        assertThat(golden.passed()).as(golden.sentence()).isTrue();
        double confidence = challenger.definition().validation().confidence().mean();
        assertThat(Math.abs(confidence - recovered)).as("miscalibration").isLessThan(0.1);
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void the_same_seed_gives_the_same_bundle(Weights weights) {
        // Given
        Bundle champion = DemoData.garments();
        IdxPictures reference = DemoData.reference();
        float[][] inputs = reference.inputs();
        List<TrainingPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Split split = i % 4 == 0 ? Split.TEST : Split.TRAIN;
            pictures.add(new TrainingPicture(inputs[i], reference.labels()[i], 1, split));
        }
        Bundle first = retrained(champion, pictures, weights);
        // When
        Bundle second = retrained(champion, pictures, weights);
        // Then
        assertThat(second.bytes()).isEqualTo(first.bytes());
    }

    @ParameterizedTest
    @CsvSource({"FP16, 0.6", "INT8, 0.4"})
    void small_weights_are_trained_with_and_judged_by_and_kept_when_retrained_again(Weights weights, double size) {
        // Given
        Bundle champion = DemoData.garments();
        IdxPictures reference = DemoData.reference();
        float[][] inputs = reference.inputs();
        List<TrainingPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Split split = i % 2 == 0 ? Split.TEST : Split.TRAIN;
            pictures.add(new TrainingPicture(inputs[i], reference.labels()[i], 1, split));
        }
        Challenger outcome = LastLayerRetraining.retrain(champion, pictures, weights, 1, ProgressListener.NONE);
        // When
        Bundle challenger = outcome.bundle("2", reference(outcome), CARD);
        Bundle again = retrained(challenger, pictures, weights);
        // Then
        assertThat((double) challenger.onnx().length / champion.onnx().length).isLessThan(size);
        assertThat((double) again.onnx().length / champion.onnx().length).isLessThan(size);
        assertThat(GoldenCheck.check(challenger).passed()).isTrue();
        assertThat(challenger.golden().outputs()[0])
                .isNotEqualTo(champion.golden().outputs()[0]);
        float[][] judged = pictures.stream()
                .filter(picture -> picture.split() == Split.TEST)
                .map(TrainingPicture::input)
                .toArray(float[][]::new);
        try (OnnxRunner runner = challenger.runner()) {
            assertThat(Predictions.of(runner.run(judged)).label())
                    .isEqualTo(outcome.challengerSaid().label());
        }
        assertThat(outcome.challengerSaid().accuracy(outcome.truth()))
                .isGreaterThan(outcome.championSaid().accuracy(outcome.truth()) - 0.02);
    }

    @Test
    void embeddings_are_what_the_head_reads() {
        // Given
        Bundle champion = DemoData.garments();
        float[][] inputs = DemoData.reference().pick(new int[] {0, 1, 2}).inputs();
        // When
        float[][] embeddings = LastLayerRetraining.embeddings(champion, inputs);
        // Then
        assertThat(embeddings).hasDimensions(3, 128);
    }

    @Test
    void too_few_pictures_are_named() {
        // Given
        List<TrainingPicture> one = List.of(new TrainingPicture(new float[784], 0, 1, Split.TRAIN));
        // When / Then
        assertThatThrownBy(() ->
                        LastLayerRetraining.retrain(DemoData.garments(), one, Weights.FP32, 1, ProgressListener.NONE))
                .hasMessageContaining("got 1 and 0");
    }

    private static Bundle retrained(Bundle champion, List<TrainingPicture> pictures, Weights weights) {
        Challenger outcome = LastLayerRetraining.retrain(champion, pictures, weights, 3, ProgressListener.NONE);
        return outcome.bundle("2", reference(outcome), CARD);
    }

    private static Reference reference(Challenger outcome) {
        return outcome.challengerSaid()
                .reference(outcome.truth(), outcome.base().definition().labels());
    }

    private static double accuracy(Bundle bundle, IdxPictures pictures, float[][] inputs) {
        try (var runner = bundle.runner()) {
            return Predictions.of(runner.run(inputs)).accuracy(pictures.labels());
        }
    }
}
