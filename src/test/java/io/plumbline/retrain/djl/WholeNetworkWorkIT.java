package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.work.HeardTraining;
import io.plumbline.retrain.work.Judged;
import io.plumbline.retrain.work.TrainerName;
import io.plumbline.retrain.work.TrainingResult;
import io.plumbline.retrain.work.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeNetworkWorkIT {
    @TempDir
    Path temp;

    private final WholeNetworkWork work = new WholeNetworkWork();
    private final HeardTraining heard = new HeardTraining(none -> {});

    @Test
    void garments_are_learnt_from_nothing_and_the_curve_is_told() throws IOException {
        // Given garments of ten phones, of which each took fifty or a hundred to learn from
        WorkFolder folder = WorkFolders.takenBy(
                10, WorkFolders.garments(temp.resolve("garments"), 1_000, TrainerName.WHOLE_NETWORK));
        // When
        work.train(folder, heard);
        work.judge(folder, heard);
        // Then
        Judged judged = Judged.of(folder.output(WorkFolder.JUDGED).orElseThrow());
        assertThat(judged.index()).hasSize(250);
        assertThat(Predictions.of(judged.challenger()).accuracy(judged.truth())).isGreaterThan(0.65);
        TrainingResult result =
                TrainingResult.of(folder.output(WorkFolder.RESULT).orElseThrow());
        assertThat(result.validated()).isIn(150, 200);
        assertThat(result.trained()).isEqualTo(750 - result.validated());
        assertThat(heard.points.firstKey()).isEqualTo(1);
        assertThat(heard.points).hasSize(heard.points.lastKey());
        assertThat(heard.points.get(1)).containsOnlyKeys("loss", "validation loss", "validation accuracy");
        assertThat(heard.points.lastEntry().getValue().get("validation loss"))
                .isLessThan(heard.points.get(1).get("validation loss"));
        assertThat(heard.log)
                .anyMatch(line -> line.matches("Epoch \\d+ was best; the network has 2\\d,\\d{3} weights\\."));
        assertThat(heard.fractions).isSorted().allMatch(f -> f >= 0 && f <= 1);
        // And nothing of the champion's weights is in it
        assertThat(folder.output(WorkFolder.MODEL).orElseThrow())
                .isNotEqualTo(Bundles.read(folder.champion()).onnx());
    }

    @Test
    void the_same_again_is_the_same_and_another_seed_is_another() throws IOException {
        // Given
        WorkFolder one = colours("one", 1, 1, 96);
        WorkFolder again = colours("again", 1, 1, 96);
        WorkFolder other = colours("other", 2, 1, 96);
        // When
        for (WorkFolder folder : List.of(one, again, other)) {
            work.train(folder, heard);
        }
        // Then
        byte[] model = one.output(WorkFolder.MODEL).orElseThrow();
        assertThat(again.output(WorkFolder.MODEL)).hasValue(model);
        assertThat(other.output(WorkFolder.MODEL).orElseThrow()).isNotEqualTo(model);
    }

    @Test
    void colour_pictures_are_taken_as_the_champion_takes_them_and_its_kind_of_answer_is_given() throws IOException {
        // Given a champion of channels last that gives probabilities
        WorkFolder folder = colours("colours", 1, 1, 240);
        ModelDefinition champion = Bundles.read(folder.champion()).definition();
        // When
        work.train(folder, heard);
        work.judge(folder, heard);
        // Then
        OnnxCheck.check(
                folder.output(WorkFolder.MODEL).orElseThrow(), champion.input().port(), champion.outputPort());
        Judged judged = Judged.of(folder.output(WorkFolder.JUDGED).orElseThrow());
        assertThat(judged.challenger()[0][0] + judged.challenger()[0][1] + judged.challenger()[0][2])
                .isBetween(0.999f, 1.001f);
        Predictions said = Predictions.of(judged.challenger(), champion);
        assertThat(said.accuracy(judged.truth())).isGreaterThan(0.95);
    }

    @Test
    void pictures_without_weight_teach_nothing() throws IOException {
        // Given
        WorkFolder folder = colours("weightless", 1, 0, 240);
        // When
        work.train(folder, heard);
        work.judge(folder, heard);
        // Then red, whose pictures weigh nothing, is hardly ever said
        Judged judged = Judged.of(folder.output(WorkFolder.JUDGED).orElseThrow());
        int[] label = Predictions.of(judged.challenger()).label();
        int red = WorkFolders.COLOURS.indexOf("red");
        assertThat(IntStream.of(judged.truth()).filter(t -> t == red)).hasSizeGreaterThan(10);
        assertThat(IntStream.of(label).filter(l -> l == red)).hasSizeLessThan(3);
    }

    @Test
    void a_class_without_pictures_is_named_and_so_is_a_size_that_does_not_fit() throws IOException {
        // Given
        WorkFolder few = WorkFolders.garments(temp.resolve("few"), 60, TrainerName.WHOLE_NETWORK);
        Bundle champion = WorkFolders.champion(
                new Input("x", 1024, 512, 3, Input.NCHW, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f)), false);
        WorkFolder large = WorkFolders.colours(temp.resolve("large"), TrainerName.WHOLE_NETWORK, champion, 1, 0, 1);
        // When / Then
        assertThatThrownBy(() -> work.train(few, heard))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it takes 10 pictures to learn from of each. There are too few of 't-shirt' (");
        assertThatThrownBy(() -> work.train(large, heard))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this model takes 1024 × 512. Retrain its last layer");
    }

    private WorkFolder colours(String name, long seed, double red, int pictures) throws IOException {
        Input input = new Input(
                "image/pixels", 24, 20, 3, Input.NHWC, List.of(0.5f, 0.4f, 0.3f), List.of(0.25f, 0.25f, 0.5f));
        return WorkFolders.colours(
                temp.resolve(name), TrainerName.WHOLE_NETWORK, WorkFolders.champion(input, true), seed, pictures, red);
    }
}
