package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.resume.Checkpoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompactCnnTest {
    private static final ModelDefinition.Input INPUT = ModelDefinition.Input.grey(OnnxWriter.INPUT, 28, 28);

    @Test
    void what_is_shipped_gives_what_was_trained() {
        // Given
        DjlSettings.apply();
        CompactCnn cnn = new CompactCnn(28, 28, 10);
        try (Model model = Model.newInstance("test", Device.cpu(), "PyTorch")) {
            model.setBlock(cnn.block());
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optDevices(new Device[] {Device.cpu()});
            try (Trainer trainer = model.newTrainer(config);
                    NDManager manager = trainer.getManager().newSubManager()) {
                trainer.initialize(cnn.inputShape(8));
                float[][] inputs = noise(8);
                NDArray x = manager.create(flat(inputs), cnn.inputShape(8));
                // A pass in training moves the running statistics away from 0 and 1.
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    collector.backward(
                            trainer.forward(new NDList(x)).singletonOrThrow().sum());
                }
                float[] expected =
                        trainer.evaluate(new NDList(x)).singletonOrThrow().toFloatArray();
                // When
                CompactNetwork network = cnn.network();
                float[] actual;
                try (OnnxRunner runner = new OnnxRunner(OnnxWriter.write(network), INPUT.port(), OnnxWriter.OUTPUT)) {
                    actual = flat(runner.run(inputs));
                }
                // Then
                assertThat(network.parameters()).isBetween(20_000, 30_000);
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < actual.length; i++) {
                    assertThat(actual[i]).as("logit %d", i).isCloseTo(expected[i], within(1e-4f));
                }
            }
        }
    }

    @Test
    void a_short_training_learns_and_tells_how_it_goes() {
        // Given
        IdxPictures all = DemoData.reference();
        IdxPictures pictures = all.pick(IntStream.range(0, 2_700).toArray());
        IdxPictures others = all.pick(IntStream.range(2_700, 3_000).toArray());
        List<Progress> told = new ArrayList<>();
        // When
        CompactNetwork network = CompactCnnTrainer.train(pictures, others, 10, 1, 1, told::add);
        // Then
        assertThat(network.head().classes()).isEqualTo(10);
        Progress last = told.get(told.size() - 1);
        assertThat(told).hasSize(2);
        assertThat(last.fraction()).isEqualTo(1);
        assertThat(last.accuracy()).isGreaterThan(0.3);
        assertThat(last.loss()).isLessThan(told.get(0).loss());
    }

    @Test
    void a_training_that_goes_on_after_an_epoch_ends_where_an_undisturbed_one_does() {
        // Given
        IdxPictures pictures = DemoData.reference().pick(IntStream.range(0, 640).toArray());
        CompactCnnTrainer.Data data = new CompactCnnTrainer.Data(pictures, pictures.pick(new int[] {1, 2, 3}), 10);
        CompactNetwork undisturbed = CompactCnnTrainer.train(data, 3, 5, Checkpoints.NONE, ProgressListener.NONE);
        Map<String, byte[]> kept = new HashMap<>();
        // When it dies in the third epoch
        assertThatThrownBy(() -> CompactCnnTrainer.train(data, 3, 5, in(kept), progress -> {
                    if (progress.epoch() == 3) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        List<Progress> told = new ArrayList<>();
        CompactNetwork goneOn = CompactCnnTrainer.train(data, 3, 5, in(kept), told::add);
        // Then
        assertThat(told).extracting(Progress::epoch).containsOnly(3);
        assertThat(OnnxWriter.write(goneOn)).isEqualTo(OnnxWriter.write(undisturbed));
    }

    /** Checkpoints in memory. */
    static Checkpoints in(Map<String, byte[]> kept) {
        return new Checkpoints() {
            @Override
            public Optional<byte[]> load(String name) {
                return Optional.ofNullable(kept.get(name));
            }

            @Override
            public void save(String name, byte[] content) {
                kept.put(name, content);
            }
        };
    }

    @Test
    void the_learning_rate_rises_and_falls_once() {
        assertThat(OneCycle.rate(0.01f, 0, 1000)).isLessThan(3e-4f);
        assertThat(OneCycle.rate(0.01f, 150, 1000)).isCloseTo(0.01f, within(1e-4f));
        assertThat(OneCycle.rate(0.01f, 1000, 1000)).isLessThan(3e-4f);
    }

    @Test
    void too_few_pictures_are_named() {
        // Given
        IdxPictures few = DemoData.reference().pick(new int[100]);
        // When / Then
        assertThatThrownBy(() -> CompactCnnTrainer.train(few, few, 10, 1, 1, ProgressListener.NONE))
                .hasMessageContaining("got 100");
    }

    private static float[][] noise(int n) {
        SplittableRandom random = new SplittableRandom(3);
        float[][] inputs = new float[n][784];
        for (float[] input : inputs) {
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) random.nextDouble();
            }
        }
        return inputs;
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return flat;
    }
}
