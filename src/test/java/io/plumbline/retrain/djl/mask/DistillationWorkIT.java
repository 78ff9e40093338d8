package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.djl.WorkFolders;
import io.plumbline.retrain.djl.mask.Shapes.Drawn;
import io.plumbline.retrain.work.Distilled;
import io.plumbline.retrain.work.HeardTraining;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distillation from the files of a folder, in this process and in a child that is killed. */
class DistillationWorkIT {
    private static final int GREY = 5;

    @TempDir
    Path temp;

    @Test
    void a_student_learns_from_its_teacher_and_from_people_and_leaves_what_is_doubtful() throws IOException {
        // Given
        WorkFolder folder = folder("one", 80, 20, 30);
        HeardTraining heard = new HeardTraining(none -> {});
        // When
        new DistillationWork().train(folder, heard);
        // Then
        Distilled facts = Distilled.of(folder.output(WorkFolder.RESULT).orElseThrow());
        assertThat(facts.doubtful()).hasSize(GREY).allSatisfy(doubt -> assertThat(doubt.unsure())
                .isEqualTo(1));
        assertThat(facts.drawn()).isEqualTo(20);
        assertThat(facts.trained() + facts.validated()).isEqualTo(100);
        assertThat(facts.validated()).isEqualTo(16);
        assertThat(facts.unreadable()).isZero();
        byte[] onnx = folder.output(WorkFolder.MODEL).orElseThrow();
        assertThat(onnx.length).isLessThan(40_000);
        assertThat(iou(onnx, facts.side())).isGreaterThan(0.75);
        assertThat(heard.parts).containsKeys("answers-00000", "answers-00006", "student");
        assertThat(heard.steps.get(0)).isEqualTo(1);
        assertThat(heard.log)
                .anyMatch(line -> line.startsWith("84 pictures to learn from and 16 to choose the best epoch by, 20 of"
                        + " both with a mask that a person made, 0 that the teacher is sure to be without a subject (0"
                        + " more passed over); 5 left to people"));
    }

    @Test
    void a_distillation_that_was_killed_goes_on_to_the_very_same_student() throws Exception {
        // Given what an undisturbed one makes
        WorkFolder whole = folder("whole", 40, 12, 6);
        CompletableFuture<Void> meanwhile = CompletableFuture.runAsync(() -> {
            try {
                HeardTraining.child("1G").run(whole, List.of(Step.TRAIN), new HeardTraining(none -> {}));
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        // When one is killed while the teacher is asked, the next in the middle of the epochs
        HeardTraining first = killedAt("answers-00002", 1);
        WorkFolder asking = folder("asking", 40, 12, 6);
        assertThatThrownBy(() -> HeardTraining.child("1G").run(asking, List.of(Step.TRAIN), first))
                .hasMessage("killed");
        HeardTraining second = killedAt("student", 4);
        WorkFolder training = folder("training", 40, 12, 6);
        training.keepAll(first.parts);
        assertThatThrownBy(() -> HeardTraining.child("1G").run(training, List.of(Step.TRAIN), second))
                .hasMessage("killed");
        second.parts.putAll(first.parts);
        WorkFolder last = folder("last", 40, 12, 6);
        last.keepAll(second.parts);
        HeardTraining heard = new HeardTraining(none -> {});
        HeardTraining.child("1G").run(last, List.of(Step.TRAIN), heard);
        meanwhile.join();
        // Then
        assertThat(first.parts).containsOnlyKeys("answers-00000", "answers-00001", "answers-00002");
        assertThat(second.log).anyMatch(line -> line.matches("Goes on with [0-9]+ answers of the teacher.*"));
        assertThat(heard.steps.get(0)).as("epochs of an earlier attempt").isEqualTo(5);
        assertThat(last.output(WorkFolder.MODEL).orElseThrow())
                .isEqualTo(whole.output(WorkFolder.MODEL).orElseThrow());
        assertThat(last.output(WorkFolder.RESULT).orElseThrow())
                .isEqualTo(whole.output(WorkFolder.RESULT).orElseThrow());
    }

    @Test
    void what_is_set_aside_is_so_by_device() throws IOException {
        // Given pictures of two phones, so few that nothing is trained
        WorkFolder folder = WorkFolders.takenBy(2, folder("phones", 12, 0, 2));
        // When, Then
        assertThatThrownBy(() -> new DistillationWork().train(folder, new HeardTraining(none -> {})))
                .hasMessageContaining("6 pictures to learn from and 6 to choose by");
    }

    @Test
    void pictures_without_a_subject_are_learnt_from_but_no_more_of_them_than_of_others() throws IOException {
        // Given six with a shape, nine without, so few that nothing is trained
        WorkFolder folder = folder("cold", 6, 0, 2);
        List<Listed> list = new ArrayList<>(folder.pictures());
        for (int i = 0; i < 9; i++) {
            byte[] png = Shapes.png(Shapes.cold(70 + i));
            folder.add(Sha256.of(png), png);
            list.add(new Listed(Sha256.of(png), "TRAIN", 1, "", ""));
        }
        folder.list(list);
        HeardTraining heard = new HeardTraining(none -> {});
        // When
        assertThatThrownBy(() -> new DistillationWork().train(folder, heard)).hasMessageContaining("at least 16");
        // Then
        Distilled facts = Distilled.of(folder.output(WorkFolder.RESULT).orElseThrow());
        assertThat(facts.trained() + facts.validated()).isEqualTo(12);
        assertThat(facts.empty()).isEqualTo(6);
        assertThat(facts.doubtful()).hasSize(GREY);
        assertThat(heard.log)
                .anyMatch(line -> line.contains("6 that the teacher is sure to be without a subject (3 more"));
    }

    @Test
    void too_few_pictures_of_which_the_teacher_is_sure_are_refused_with_their_number() throws IOException {
        // Given
        WorkFolder folder = folder("few", 6, 0, 2);
        // When, Then
        assertThatThrownBy(() -> new DistillationWork().train(folder, new HeardTraining(none -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 pictures to learn from and 1 to choose by, at least 16 and 1 are needed")
                .hasMessageContaining("not sure enough of 5");
        assertThat(Distilled.of(folder.output(WorkFolder.RESULT).orElseThrow()).doubtful())
                .hasSize(5);
    }

    /** Pictures that the teacher is asked about, grey ones that it cannot tell, and some that a person drew. */
    private WorkFolder folder(String name, int asked, int drawn, long epochs) throws IOException {
        WorkFolder folder = WorkFolder.at(Files.createDirectories(temp.resolve(name)));
        folder.prepare(
                TrainingOrder.of(
                        Distilled.TRAINER,
                        "FP16",
                        7,
                        List.of(Shapes.LABEL),
                        0.1,
                        new TreeMap<>(Map.of(
                                Distilled.BYTES, 40_000L, Distilled.WORK, 1_500_000L, Distilled.EPOCHS, epochs))),
                Shapes.teacher("large", "1", -0.8f).bytes());
        List<Listed> list = new ArrayList<>();
        List<Drawn> shapes = Shapes.drawn(3, asked + drawn);
        for (int i = 0; i < shapes.size(); i++) {
            byte[] png = shapes.get(i).png();
            Sha256 image = Sha256.of(png);
            folder.add(image, png);
            String label = "";
            if (i >= asked) {
                byte[] mask = shapes.get(i).maskPng();
                folder.add(Sha256.of(mask), mask);
                label = Sha256.of(mask).hex();
            }
            list.add(new Listed(image, drawn > 0 && i % 6 == 5 ? "VALIDATION" : "TRAIN", 1, "", label));
        }
        for (int i = 0; i < GREY; i++) {
            byte[] png = Shapes.png(Shapes.grey(i));
            folder.add(Sha256.of(png), png);
            list.add(new Listed(Sha256.of(png), "TRAIN", 1, "", ""));
        }
        folder.list(list);
        return folder;
    }

    /** Mean IoU with the true masks of pictures that nobody learnt from. */
    private static double iou(byte[] onnx, int side) {
        ModelDefinition.Input input = ModelDefinition.Input.colour(OnnxWriter.INPUT, side);
        List<MaskPicture> held = new ArrayList<>();
        float[] ones = new float[side * side];
        Arrays.fill(ones, 1);
        for (Drawn each : Shapes.drawn(8, 24)) {
            float[] mask = PseudoMask.of(each.mask(), Shapes.SIDE, Shapes.SIDE, side, side)
                    .target();
            held.add(MaskPicture.of(each.picture(), input, mask, ones));
        }
        try (OnnxRunner runner = new OnnxRunner(onnx, input.port(), OnnxWriter.MASK)) {
            assertThat(runner.run(new float[][] {held.get(0).values(input)})[0]).hasSize(side * side);
        }
        return MaskScore.of(DistillationTrainer.ious(onnx, input, held)).mean();
    }

    private static HeardTraining killedAt(String checkpoint, int time) {
        int[] left = {time};
        return new HeardTraining(name -> {
            if (name.equals(checkpoint) && --left[0] == 0) {
                throw new IllegalStateException("killed");
            }
        });
    }
}
