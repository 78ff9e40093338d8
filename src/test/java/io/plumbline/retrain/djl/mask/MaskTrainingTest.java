package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.retrain.djl.mask.DistillationTask.Settings;
import io.plumbline.retrain.djl.mask.MaskAugmentation.Batch;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskTrainingTest {
    private static final ModelDefinition.Input INPUT =
            new ModelDefinition.Input("image", 32, 16, 3, "NCHW", List.of(0.5f, 0.5f, 0.5f), List.of(1f, 1f, 1f));

    @Test
    void the_loss_is_cross_entropy_and_dice_over_the_pixels_that_count() {
        // Given
        DjlSettings.apply();
        float[] z = {2, -1, 80, 0.5f, -3, 1, -90, 4};
        float[] t = {1, 0, 1, 1, 0, 0, 0, 1};
        float[] w = {1, 1, 0, 1, 1, 1, 1, 1};

        // When
        float loss;
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = manager.create(z, new Shape(2, 1, 2, 2));
            NDArray target = manager.create(t, new Shape(2, 4));
            NDArray weight = manager.create(w, new Shape(2, 4));
            loss = new MaskLoss()
                    .evaluate(new NDList(target, weight), new NDList(logits))
                    .getFloat();
        }

        // Then
        double entropy = 0;
        double weights = 1;
        double dice = 0;
        for (int n = 0; n < 2; n++) {
            double common = 1;
            double all = 1;
            for (int i = 4 * n; i < 4 * n + 4; i++) {
                double p = 1 / (1 + Math.exp(-z[i]));
                entropy -= w[i] == 0 ? 0 : t[i] == 1 ? Math.log(p) : Math.log1p(-p);
                weights += w[i];
                common += 2 * w[i] * p * t[i];
                all += w[i] * (p + t[i]);
            }
            dice += (1 - common / all) / 2;
        }
        assertThat((double) loss).isCloseTo(entropy / weights + dice, within(1e-5));
    }

    @Test
    void a_collection_of_garbage_between_loss_and_gradient_changes_nothing() {
        // Given
        float[] undisturbed = gradient(() -> {});
        // When
        float[] disturbed = gradient(MaskTrainingTest::collectGarbage);
        // Then
        assertThat(undisturbed).doesNotContain(0);
        assertThat(disturbed).isEqualTo(undisturbed);
    }

    /** Collects garbage, and writes something else where memory was that nobody in Java holds. */
    private static void collectGarbage() {
        WeakReference<ByteBuffer> unused = new WeakReference<>(ByteBuffer.allocateDirect(Double.BYTES));
        while (unused.get() != null) {
            System.gc();
        }
        List<ByteBuffer> others = IntStream.range(0, 1_000)
                .mapToObj(i -> ByteBuffer.allocateDirect(Double.BYTES).putDouble(0, 12_345))
                .toList();
        assertThat(others).hasSize(1_000);
    }

    /** What a loss says of some logits, with something that is done between the way there and the way back. */
    private static float[] gradient(Runnable between) {
        DjlSettings.apply();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = manager.create(new float[] {2, -1, 0.5f, -3}, new Shape(1, 1, 2, 2));
            NDArray target = manager.create(new float[] {1, 0, 1, 0}, new Shape(1, 4));
            NDArray weight = manager.create(new float[] {1, 1, 1, 2}, new Shape(1, 4));
            logits.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = new MaskLoss().evaluate(new NDList(target, weight), new NDList(logits));
                between.run();
                collector.backward(loss);
            }
            return logits.getGradient().toFloatArray();
        }
    }

    @Test
    void a_picture_without_a_subject_costs_nothing_where_nothing_is_said_and_much_where_all_is() {
        // Given
        DjlSettings.apply();
        // When, Then
        assertThat(lossOfNothing(-30)).isCloseTo(0, within(1e-6f));
        assertThat(lossOfNothing(30)).isCloseTo(30f * 4 / 5 + 0.8f, within(1e-3f));
    }

    private static float lossOfNothing(float said) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = manager.full(new Shape(1, 1, 2, 2), said);
            NDList empty = new NDList(manager.zeros(new Shape(1, 4)), manager.ones(new Shape(1, 4)));
            return new MaskLoss().evaluate(empty, new NDList(logits)).getFloat();
        }
    }

    @Test
    void a_mask_moves_with_its_picture() {
        // Given
        MaskPicture picture = halves();
        MaskAugmentation augmentation = new MaskAugmentation(INPUT, 5);
        Batch batch = new Batch(1, INPUT);

        // When, Then
        int mirrored = 0;
        for (int turn = 0; turn < 200; turn++) {
            augmentation.draw(picture, batch, 0);
            int wrong = 0;
            for (int i = 0; i < 512; i++) {
                boolean bright = batch.x[i] > batch.x[512 + i];
                wrong += bright == batch.target[i] > 0.5f ? 0 : 1;
            }
            assertThat(wrong).as("turn %d", turn).isZero();
            mirrored += batch.target[0] > 0.5f ? 0 : 1;
        }
        assertThat(mirrored).isBetween(60, 140);
    }

    @Test
    void beyond_the_edge_nothing_counts() {
        // Given
        MaskAugmentation augmentation = new MaskAugmentation(INPUT, 7);
        Batch batch = new Batch(1, INPUT);

        // When
        int beyond = 0;
        for (int turn = 0; turn < 100; turn++) {
            augmentation.draw(halves(), batch, 0);
            for (float w : batch.weight) {
                beyond += w == 0 ? 1 : 0;
            }
        }

        // Then
        assertThat(beyond).isBetween(1, 100 * 512 / 10);
    }

    @Test
    void intersection_over_union_leaves_out_what_does_not_count() {
        // Given
        float[] said = {0.9f, 0.9f, 0.2f, 0.7f};
        float[] truth = {1, 0, 1, 0};

        // When
        double iou = MaskScore.iou(said, truth, new float[] {1, 1, 1, 0});
        double nothing = MaskScore.iou(said, truth, new float[4]);
        MaskScore score = MaskScore.of(new double[] {iou, nothing});

        // Then
        assertThat(iou).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(nothing).isEqualTo(1);
        assertThat(score.mean()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(score.poor()).isEqualTo(0.5);
    }

    @Test
    void what_cannot_be_learnt_from_is_refused() {
        MaskPicture picture = halves();
        List<MaskPicture> few = IntStream.range(0, 3).mapToObj(i -> picture).toList();
        assertThatThrownBy(() -> new DistillationTask(INPUT, few, few, new Settings(8, 1, 4, 0.01f, 1, 1)))
                .hasMessageContaining("at least 4 pictures")
                .hasMessageContaining("got 3");
        ModelDefinition.Input odd = new ModelDefinition.Input("image", 30, 16, 3, "NCHW", INPUT.mean(), INPUT.sd());
        assertThatThrownBy(() -> new DistillationTask(odd, few, few, new Settings(8, 1, 1, 0.01f, 1, 1)))
                .hasMessageContaining("30 × 16");
        assertThatThrownBy(() -> new Settings(2, 1, 1, 0.01f, 1, 1)).hasMessageContaining("base 2");
        assertThatThrownBy(() -> new MaskPicture(new byte[12], new byte[4], new byte[3]))
                .hasMessageContaining("12 samples, 4 targets, 3 weights");
    }

    /** Left half bright red and subject, right half dark blue and not. */
    private static MaskPicture halves() {
        byte[] planes = new byte[3 * 512];
        byte[] target = new byte[512];
        byte[] weight = new byte[512];
        Random random = new Random(1);
        for (int i = 0; i < 512; i++) {
            boolean left = i % 32 < 16;
            planes[i] = (byte) (left ? 200 + random.nextInt(20) : 40);
            planes[512 + i] = (byte) (left ? 60 : 100 + random.nextInt(20));
            planes[1024 + i] = (byte) (left ? 60 : 180);
            target[i] = (byte) (left ? 255 : 0);
            weight[i] = (byte) 255;
        }
        return new MaskPicture(planes, target, weight);
    }
}
