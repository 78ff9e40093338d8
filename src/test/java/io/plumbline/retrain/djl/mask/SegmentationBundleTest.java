package io.plumbline.retrain.djl.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.BundleTranslator;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.Mask;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.model.Segmentation;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a segmenter in DJL to a mask on a phone. */
class SegmentationBundleTest {
    private static final int SIDE = 32;
    private static final ModelDefinition.Input INPUT = new ModelDefinition.Input(
            OnnxWriter.INPUT, SIDE, SIDE, 3, ModelDefinition.Input.NCHW, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

    @Test
    void a_segmenter_is_bundled_and_masks_alike_by_djl_and_on_the_device(@TempDir Path folder) throws Exception {
        // Given
        byte[] onnx = Weights.FP16.compress(network());
        Bundle bundle = BundleBuilder.build(
                definition(), onnx, noise(3), new ModelCard("Masks noise.", "None.", "None.", List.of()));
        Path zip = folder.resolve(bundle.sha256().hex() + ".zip");
        Files.write(zip, bundle.bytes());
        BufferedImage picture = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 2_000; i++) {
            picture.setRGB(i % 50, i / 50, random.nextInt(1 << 24));
        }
        // When
        Mask mask = inDjl(zip, picture);
        ModelBundle device = ModelBundle.open(zip.toFile());
        Segmentation onDevice = onDevice(device, bundle, picture);
        // Then
        GoldenCheck.Report golden = GoldenCheck.check(bundle);
        assertThat(golden.passed()).as(golden.sentence()).isTrue();
        assertThat(Bundles.read(bundle.bytes()).definition()).isEqualTo(definition());
        assertThat(device.isSegmenter()).isTrue();
        assertThat(onDevice.confidence()).isCloseTo(mask.confidence(), within(1e-6));
        assertThat(onDevice.maskArea()).isCloseTo(mask.area(), within(1e-9)).isBetween(0.01, 0.99);
        assertThat(onDevice.unsure()).isEqualTo(mask.unsure()).isEqualTo(mask.confidence() < 0.6);
        assertThat(onDevice.alpha()).isEqualTo(mask.alpha());
        BufferedImage cut = ImageIO.read(new ByteArrayInputStream(mask.png(picture)));
        assertThat(cut.getColorModel().hasAlpha()).isTrue();
        assertThat(cut.getRGB(0, 0, 50, 40, null, 0, 50))
                .isEqualTo(onDevice.cutOut(picture.getRGB(0, 0, 50, 40, null, 0, 50)));
    }

    private static Mask inDjl(Path zip, BufferedImage picture) throws Exception {
        DjlSettings.apply();
        Criteria<Image, Mask> criteria = Criteria.builder()
                .setTypes(Image.class, Mask.class)
                .optModelPath(zip)
                .optEngine("OnnxRuntime")
                .optTranslatorFactory(new BundleTranslator.Factory())
                .build();
        try (ZooModel<Image, Mask> model = criteria.loadModel();
                Predictor<Image, Mask> predictor = model.newPredictor()) {
            return predictor.predict(ImageFactory.getInstance().fromImage(picture));
        }
    }

    private static Segmentation onDevice(ModelBundle device, Bundle bundle, BufferedImage picture) {
        try (OnnxRunner runner =
                new OnnxRunner(device.onnx(), bundle.definition().input().port(), device.output())) {
            float[] output = runner.run(new float[][] {Pixels.of(picture, INPUT)})[0];
            return device.masker().segment(output, picture.getWidth(), picture.getHeight());
        }
    }

    private static ModelDefinition definition() {
        Histogram confidence = new Histogram();
        confidence.add(0.9);
        return new ModelDefinition(
                "people",
                "1",
                new Task.Segmentation(true, 0.5, 2),
                List.of("person"),
                INPUT,
                OnnxWriter.MASK,
                1,
                0.6,
                new Reference(1, 0, confidence, new TreeMap<>(Map.of("person", 1L))));
    }

    /** The graph of an untrained network, its batch normalisation moved by a few passes. */
    private static byte[] network() {
        DjlSettings.apply();
        Engine.getEngine("PyTorch").setRandomSeed(5);
        CompactUnet unet = new CompactUnet(3, SIDE, SIDE, 8);
        try (Model model = Model.newInstance("test", Device.cpu(), "PyTorch")) {
            model.setBlock(unet);
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.l2Loss()).optDevices(new Device[] {Device.cpu()});
            try (Trainer trainer = model.newTrainer(config);
                    NDManager manager = trainer.getManager().newSubManager()) {
                trainer.initialize(new Shape(8, 3, SIDE, SIDE));
                NDArray x = manager.create(flat(noise(8)), new Shape(8, 3, SIDE, SIDE));
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    collector.backward(
                            trainer.forward(new NDList(x)).singletonOrThrow().sum());
                }
                return OnnxWriter.write(unet.network());
            }
        }
    }

    private static float[][] noise(int n) {
        SplittableRandom random = new SplittableRandom(3);
        float[][] inputs = new float[n][3 * SIDE * SIDE];
        for (float[] input : inputs) {
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) random.nextDouble();
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
