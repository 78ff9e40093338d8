package io.plumbline.retrain.djl.whole;

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
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.bundle.onnx.Port;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.ProgressListener.Progress;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.djl.whole.CnnTask.Settings;
import io.plumbline.retrain.djl.whole.CompactCnnTrainer.Trained;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactCnnTest {
    private static final ModelDefinition.Input INPUT = ModelDefinition.Input.grey(OnnxWriter.INPUT, 28, 28);

    @Test
    void what_is_shipped_gives_what_was_trained() {
        // Given
        DjlSettings.apply();
        CompactCnn cnn = new CompactCnn(1, 28, 28, 10);
        try (Model model = Model.newInstance("test", TrainingDevice.chosen(), "PyTorch")) {
            model.setBlock(cnn.block());
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optDevices(new Device[] {TrainingDevice.chosen()});
            try (Trainer trainer = model.newTrainer(config);
                    NDManager manager = trainer.getManager().newSubManager()) {
                trainer.initialize(cnn.inputShape(8));
                float[][] inputs = noise(8, 784);
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
        CompactNetwork network = CompactCnnTrainer.train(
                        task(pictures, others, Settings.many(1, 1)), Checkpoints.NONE, told::add)
                .network();
        // Then
        assertThat(network.head().classes()).isEqualTo(10);
        Progress last = told.get(told.size() - 1);
        assertThat(told).hasSize(2);
        assertThat(last.fraction()).isEqualTo(1);
        assertThat(last.accuracy()).isGreaterThan(0.3);
        assertThat(last.loss()).isLessThan(told.get(0).loss());
    }

    @Test
    void a_training_that_diverges_ends_at_once_and_for_good() {
        // Given a learning rate of which nothing good can come
        IdxPictures pictures = DemoData.reference().pick(IntStream.range(0, 640).toArray());
        CnnTask task = task(pictures, pictures.pick(new int[] {1, 2, 3}), new Settings(3, 128, 1e25f, 3, 5));
        List<Progress> told = new ArrayList<>();
        // When, Then
        assertThatThrownBy(() -> CompactCnnTrainer.train(task, Checkpoints.NONE, told::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "diverged in epoch 1", "NaN", "learning rate of", "1.00e+25", "plumbline.retrain.seed");
        assertThat(told).isEmpty();
    }

    @Test
    void a_training_that_goes_on_after_an_epoch_ends_where_an_undisturbed_one_does() {
        // Given
        IdxPictures pictures = DemoData.reference().pick(IntStream.range(0, 640).toArray());
        CnnTask task = task(pictures, pictures.pick(new int[] {1, 2, 3}), Settings.many(3, 5));
        Trained undisturbed = CompactCnnTrainer.train(task, Checkpoints.NONE, ProgressListener.NONE);
        Map<String, byte[]> kept = new HashMap<>();
        // When it dies in the third epoch
        assertThatThrownBy(() -> CompactCnnTrainer.train(task, in(kept), progress -> {
                    if (progress.epoch() == 3) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        List<Progress> told = new ArrayList<>();
        Trained goneOn = CompactCnnTrainer.train(task, in(kept), told::add);
        // Then
        assertThat(told).extracting(Progress::epoch).containsOnly(3);
        assertThat(goneOn.epoch()).isEqualTo(undisturbed.epoch());
        assertThat(OnnxWriter.write(goneOn.network())).isEqualTo(OnnxWriter.write(undisturbed.network()));
    }

    @Test
    void the_epoch_of_least_validation_loss_is_kept_and_training_stops_when_none_is_better() {
        // Given labels to validate by that are all wrong: the more is learnt, the greater the loss
        IdxPictures pictures = DemoData.reference().pick(IntStream.range(0, 320).toArray());
        int[] wrong =
                IntStream.of(pictures.labels()).map(label -> (label + 1) % 10).toArray();
        IdxPictures misled = new IdxPictures(28, 28, pictures.pictures(), wrong);
        List<Progress> told = new ArrayList<>();
        // When
        Trained trained = CompactCnnTrainer.train(
                task(pictures, misled, new Settings(30, 32, 0.005f, 2, 3)), Checkpoints.NONE, told::add);
        // Then
        List<Double> losses = told.stream()
                .map(Progress::validationLoss)
                .filter(Double::isFinite)
                .toList();
        double least = losses.stream().min(Double::compare).orElseThrow();
        assertThat(losses.get(trained.epoch() - 1)).isEqualTo(least);
        assertThat(losses).hasSize(trained.epoch() + 2).hasSizeLessThan(30);
        float[][] logits = CompactCnnTrainer.logits(OnnxWriter.write(trained.network()), misled);
        assertThat(loss(logits, wrong)).isCloseTo(least, within(1e-6));
    }

    private static double loss(float[][] logits, int[] labels) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double total = 0;
            for (float z : logits[i]) {
                total += Math.exp(z);
            }
            sum += Math.log(total) - logits[i][labels[i]];
        }
        return sum / logits.length;
    }

    @ParameterizedTest
    @CsvSource({"1, 28, 28", "1, 8, 8", "3, 64, 48", "3, 224, 224", "1, 512, 512", "3, 16, 300"})
    void pictures_of_any_size_that_fits_end_as_a_small_map(int channels, int height, int width) {
        // When
        CompactNetwork network = untrained(channels, height, width);
        // Then
        double side = Math.sqrt((double) height * width);
        for (Convolution each : network.convolutions()) {
            side /= each.stride();
        }
        assertThat(side).isBetween(2.0, 8.0);
        assertThat(network.parameters()).isBetween(20_000, 30_000);
        Port port = Port.of(OnnxWriter.INPUT, channels, height, width);
        try (OnnxRunner runner = new OnnxRunner(OnnxWriter.write(network), port, OnnxWriter.OUTPUT)) {
            assertThat(runner.run(new float[2][port.size()])).hasDimensions(2, 10);
        }
    }

    private static CompactNetwork untrained(int channels, int height, int width) {
        DjlSettings.apply();
        CompactCnn cnn = new CompactCnn(channels, height, width, 10);
        try (Model model = Model.newInstance("test", TrainingDevice.chosen(), "PyTorch")) {
            model.setBlock(cnn.block());
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optDevices(new Device[] {TrainingDevice.chosen()});
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(cnn.inputShape(2));
                return cnn.network();
            }
        }
    }

    @Test
    void a_graph_takes_and_gives_what_it_is_told_to() {
        // Given a network of channels first that gives logits
        CompactNetwork network = untrained(3, 16, 12);
        float[][] planes = noise(3, 3 * 16 * 12);
        float[][] pixels = new float[planes.length][planes[0].length];
        for (int n = 0; n < planes.length; n++) {
            for (int i = 0; i < 16 * 12; i++) {
                for (int c = 0; c < 3; c++) {
                    pixels[n][3 * i + c] = planes[n][c * 16 * 12 + i];
                }
            }
        }
        // When it is written with channels last, probabilities, and names that are used inside too
        byte[] theirs = OnnxWriter.write(network, new OnnxWriter.Ends("net.features", true, "pooled", true));
        // Then
        Port port = Port.of("net.features", 16, 12, 3);
        OnnxCheck.check(theirs, port, Port.of("pooled", 10));
        try (OnnxRunner ours =
                        new OnnxRunner(OnnxWriter.write(network), Port.of("image", 3, 16, 12), OnnxWriter.OUTPUT);
                OnnxRunner other = new OnnxRunner(theirs, port, "pooled")) {
            float[][] logits = ours.run(planes);
            float[][] probabilities = other.run(pixels);
            for (int n = 0; n < logits.length; n++) {
                double total = 0;
                for (float z : logits[n]) {
                    total += Math.exp(z);
                }
                for (int c = 0; c < logits[n].length; c++) {
                    assertThat(probabilities[n][c]).isCloseTo((float) (Math.exp(logits[n][c]) / total), within(1e-5f));
                }
            }
        }
        assertThat(OnnxGraphs.head(theirs).classes()).isEqualTo(10);
        assertThat(OnnxGraphs.output(theirs).probabilities()).isTrue();
    }

    private static CnnTask task(IdxPictures train, IdxPictures validation, Settings settings) {
        return new CnnTask(train, validation, DemoData.garments().definition().labels(), 1, settings);
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
    void what_cannot_be_learnt_from_is_named() {
        // Given
        IdxPictures few = DemoData.reference().pick(IntStream.range(0, 100).toArray());
        IdxPictures shirtless = DemoData.reference()
                .pick(IntStream.range(0, 300)
                        .filter(i -> DemoData.reference().labels()[i] != 6)
                        .toArray());
        // When / Then
        assertThatThrownBy(() -> task(few, few, Settings.many(1, 1))).hasMessageContaining("got 100 and 10");
        assertThatThrownBy(() -> task(shirtless, few, Settings.many(1, 1)))
                .hasMessageContaining("too few of 'shirt' (0)")
                .hasMessageContaining("without=");
        assertThatThrownBy(() -> CnnTask.requireFits(ModelDefinition.Input.grey("x", 4, 300)))
                .hasMessageContaining("this model takes 4 × 300");
        assertThatThrownBy(() -> CnnTask.requireFits(ModelDefinition.Input.grey("x", 1024, 300)))
                .hasMessageContaining("at most 262144 in all");
    }

    private static float[][] noise(int n, int size) {
        SplittableRandom random = new SplittableRandom(3);
        float[][] inputs = new float[n][size];
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
