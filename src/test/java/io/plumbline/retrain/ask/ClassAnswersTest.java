package io.plumbline.retrain.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.bundle.onnx.OnnxWriter.Ends;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.djl.WorkFolders;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassAnswersTest {
    @Test
    void a_model_that_gives_probabilities_is_judged_as_sure_as_it_is() throws IOException {
        // Given the same network twice, once behind a Softmax
        Bundle logits = SmallBundles.bundle();
        Bundle probabilities = behindSoftmax(logits.definition());
        Map<Sha256, byte[]> bytes = new HashMap<>();
        List<Listed> test = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            float[] pixels = new float[SmallBundles.SIDE * SmallBundles.SIDE];
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = random.nextFloat();
            }
            byte[] png = WorkFolders.png(pixels, SmallBundles.SIDE);
            bytes.put(Sha256.of(png), png);
            test.add(new Listed(Sha256.of(png), Split.TEST.name(), 1, "", "bee"));
        }
        // When
        List<JudgedPicture> judged = ClassAnswers.of(
                logits.network(),
                probabilities.network(),
                test,
                image -> Optional.ofNullable(bytes.get(image)),
                done -> {});
        // Then
        assertThat(judged).hasSize(20);
        for (JudgedPicture each : judged) {
            assertThat(each.challenger().said()).isEqualTo(each.champion().said());
            assertThat(each.challenger().confidence()).isCloseTo(each.champion().confidence(), within(1e-5));
        }
    }

    private static Bundle behindSoftmax(ModelDefinition d) {
        byte[] onnx =
                OnnxWriter.write(SmallBundles.network(), new Ends(d.input().name(), false, "p", true));
        ModelDefinition definition = new ModelDefinition(
                d.name(),
                "2",
                new Task.Classification(true),
                d.labels(),
                d.input(),
                "p",
                1,
                d.abstainThreshold(),
                d.validation());
        ModelCard card = new ModelCard("Tells nothing apart.", "No data.", "Not calibrated.", List.of());
        return BundleBuilder.build(definition, onnx, SmallBundles.inputs(2, 1), card);
    }
}
