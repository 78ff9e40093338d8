package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.mask.DistillationTask.Settings;
import io.plumbline.retrain.djl.mask.DistillationTrainer.Student;
import io.plumbline.retrain.djl.mask.Shapes.Drawn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A teacher that was really trained teaches a student, which is judged by masks known by construction. */
class DistillationIT {
    private static final int SIDE = 48;
    private static final ModelDefinition.Input TEACHERS = input(64);
    private static final ModelDefinition.Input STUDENTS = input(SIDE);

    @Test
    void a_student_learns_from_its_teacher_alone() {
        // Given
        List<Drawn> taught = Shapes.drawn(1, 160);
        Student teacherModel = DistillationTrainer.train(
                new DistillationTask(
                        TEACHERS,
                        human(taught, TEACHERS),
                        human(Shapes.drawn(2, 16), TEACHERS),
                        new Settings(8, 16, 16, 0.02f, 16, 1)),
                ProgressListener.NONE);
        List<MaskPicture> lessons = new ArrayList<>();
        try (Teacher teacher = new Teacher(teacherModel.onnx(), TEACHERS, OnnxWriter.MASK)) {
            for (Drawn each : Shapes.drawn(3, 192)) {
                PseudoMask mask = teacher.mask(each.picture(), SIDE, SIDE);
                lessons.add(MaskPicture.of(each.picture(), STUDENTS, mask.target(), mask.weight()));
            }
        }
        DistillationTask task = new DistillationTask(
                STUDENTS, lessons.subList(16, 192), lessons.subList(0, 16), new Settings(6, 10, 16, 0.02f, 10, 1));
        List<Progress> heard = new ArrayList<>();

        // When
        Student student = DistillationTrainer.train(task, heard::add);

        // Then
        List<MaskPicture> held = human(Shapes.drawn(4, 48), STUDENTS);
        double teachers =
                mean(DistillationTrainer.ious(teacherModel.onnx(), TEACHERS, human(Shapes.drawn(4, 48), TEACHERS)));
        double students = mean(DistillationTrainer.ious(student.onnx(), STUDENTS, held));
        double nothingKnown = held.stream()
                .mapToDouble(p -> MaskScore.iou(ones(), p.targets(), ones()))
                .average()
                .orElseThrow();
        assertThat(teachers).isGreaterThan(0.9);
        assertThat(students).isGreaterThan(0.8).isGreaterThan(nothingKnown + 0.5);
        assertThat(student.onnx().length).isLessThan(teacherModel.onnx().length);
        assertThat(heard.get(heard.size() - 1).fraction()).isLessThanOrEqualTo(1);
        assertThat(heard.stream().filter(p -> !Double.isNaN(p.accuracy())).count())
                .isBetween(1L, 10L);
    }

    @Test
    void the_same_seed_gives_the_same_student_byte_for_byte() {
        // Given
        List<MaskPicture> some = human(Shapes.drawn(5, 36), STUDENTS);
        DistillationTask task = new DistillationTask(
                STUDENTS, some.subList(0, 32), some.subList(32, 36), new Settings(4, 2, 16, 0.01f, 2, 9));

        // When
        Student one = DistillationTrainer.train(task, ProgressListener.NONE);
        Student other = DistillationTrainer.train(task, ProgressListener.NONE);

        // Then
        assertThat(other.onnx()).isEqualTo(one.onnx());
        assertThat(other.epoch()).isEqualTo(one.epoch());
    }

    @Test
    void a_training_that_diverges_ends_at_once_and_for_good() {
        // Given a learning rate of which nothing good can come
        List<MaskPicture> some = human(Shapes.drawn(5, 52), STUDENTS);
        DistillationTask task = new DistillationTask(
                STUDENTS, some.subList(0, 48), some.subList(48, 52), new Settings(4, 3, 16, 1e25f, 2, 9));

        // When, Then
        assertThatThrownBy(() -> DistillationTrainer.train(task, ProgressListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("diverged in epoch 1", "NaN", "learning rate of", "maxBytes");
    }

    @Test
    void a_teacher_whose_output_is_no_mask_is_told_so() {
        // Given
        List<MaskPicture> some = human(Shapes.drawn(6, 17), STUDENTS);
        Student student = DistillationTrainer.train(
                new DistillationTask(STUDENTS, some, some.subList(0, 1), new Settings(4, 1, 16, 0.01f, 1, 1)),
                ProgressListener.NONE);

        // When, Then
        assertThatThrownBy(() -> new Teacher(student.onnx(), STUDENTS, "logits").close())
                .hasMessageContaining("logits")
                .hasMessageContaining(OnnxWriter.MASK);
    }

    private static List<MaskPicture> human(List<Drawn> drawn, ModelDefinition.Input input) {
        List<MaskPicture> pictures = new ArrayList<>();
        for (Drawn each : drawn) {
            float[] mask = PseudoMask.of(each.mask(), Shapes.SIDE, Shapes.SIDE, input.width(), input.height())
                    .target();
            float[] ones = new float[mask.length];
            Arrays.fill(ones, 1);
            pictures.add(MaskPicture.of(each.picture(), input, mask, ones));
        }
        return pictures;
    }

    private static ModelDefinition.Input input(int side) {
        return new ModelDefinition.Input(
                OnnxWriter.INPUT, side, side, 3, "NCHW", List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f));
    }

    private static float[] ones() {
        float[] ones = new float[SIDE * SIDE];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
