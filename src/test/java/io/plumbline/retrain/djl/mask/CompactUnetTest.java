package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.MaskNetwork;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.djl.whole.TrainingDevice;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CompactUnetTest {
    private static final int INPUTS = 100;
    private static final ModelDefinition.Input INPUT = new ModelDefinition.Input(
            OnnxWriter.INPUT, 48, 32, 3, "NCHW", List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f));

    @Test
    void what_is_shipped_draws_what_was_trained() {
        // Given
        DjlSettings.apply();
        CompactUnet unet = new CompactUnet(3, 32, 48, 8);
        try (Model model = Model.newInstance("test", TrainingDevice.chosen(), "PyTorch")) {
            model.setBlock(unet);
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(new MaskLoss()).optDevices(new Device[] {TrainingDevice.chosen()});
            try (Trainer trainer = model.newTrainer(config);
                    NDManager manager = trainer.getManager().newSubManager()) {
                trainer.initialize(unet.inputShape(INPUTS));
                float[][] inputs = noise();
                NDArray x = manager.create(flat(inputs), unet.inputShape(INPUTS));
                // A pass in training moves the running statistics away from 0 and 1.
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    collector.backward(
                            trainer.forward(new NDList(x)).singletonOrThrow().sum());
                }
                NDArray logits = trainer.evaluate(new NDList(x)).singletonOrThrow();
                float[] expected = Activation.sigmoid(logits).toFloatArray();

                // When
                MaskNetwork network = unet.network();
                float[] actual;
                try (OnnxRunner runner = new OnnxRunner(OnnxWriter.write(network), INPUT.port(), OnnxWriter.MASK)) {
                    actual = flat(runner.run(inputs));
                }

                // Then
                assertThat(logits.getShape().getShape()).containsExactly(INPUTS, 1, 32, 48);
                assertThat(actual).hasSameSizeAs(expected);
                assertThat(unet.parameters()).isEqualTo(network.parameters());
                double most = 0;
                double spread = 0;
                for (int i = 0; i < actual.length; i++) {
                    most = Math.max(most, Math.abs(actual[i] - expected[i]));
                    spread = Math.max(spread, Math.abs(expected[i] - expected[0]));
                }
                assertThat(most).isLessThan(1e-4);
                assertThat(spread).as("the outputs differ at all").isGreaterThan(0.05);
            }
        }
    }

    @Test
    void steps_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> new MaskNetwork(1, 16, 16, List.of(new MaskNetwork.Join())))
                .hasMessageContaining("Nothing is kept");
        assertThatThrownBy(() -> new MaskNetwork(3, 16, 16, List.of())).hasMessageContaining("3 channels");
        assertThatThrownBy(() -> new MaskNetwork(1, 16, 16, List.of(new MaskNetwork.Keep())))
                .hasMessageContaining("1 kept");
    }

    private static float[][] noise() {
        SplittableRandom random = new SplittableRandom(3);
        float[][] inputs = new float[INPUTS][INPUT.size()];
        for (float[] input : inputs) {
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) random.nextDouble(-2, 2);
            }
        }
        return inputs;
    }

    private static float[] flat(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }
}
