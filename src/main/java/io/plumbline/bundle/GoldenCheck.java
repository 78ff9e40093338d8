package io.plumbline.bundle;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Rejection;
import io.plumbline.process.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether a bundle really loads, in DJL and in ONNX Runtime alone, and gives its golden outputs in both. */
public final class GoldenCheck {
    private GoldenCheck() {}

    /**
     * What was found.
     *
     * @param cases golden cases tried
     * @param runtime greatest difference in ONNX Runtime alone, see {@link Golden#greatestDifference}
     * @param djl greatest difference in DJL
     * @param passed whether both are at most {@link Golden#TOLERANCE}
     * @param sentence for people
     */
    public record Report(int cases, double runtime, double djl, boolean passed, String sentence) {}

    /** Runs the golden cases of a checked bundle; a bundle that does not load gives a report that did not pass. */
    public static Report check(Bundle bundle) {
        int cases = bundle.golden().inputs().length;
        try {
            double runtime = bundle.golden().greatestDifference(inRuntime(bundle));
            double djl = bundle.golden().greatestDifference(inDjl(bundle));
            boolean passed = runtime <= Golden.TOLERANCE && djl <= Golden.TOLERANCE;
            String sentence = String.format(
                    Locale.ROOT,
                    "%d golden cases differ by at most %.1e in ONNX Runtime and %.1e in DJL; allowed is %.0e.",
                    cases,
                    runtime,
                    djl,
                    Golden.TOLERANCE);
            return new Report(cases, runtime, djl, passed, sentence);
        } catch (Rejection e) {
            double never = Double.POSITIVE_INFINITY;
            return new Report(cases, never, never, false, e.detail());
        }
    }

    private static float[][] inRuntime(Bundle bundle) {
        try (OnnxRunner runner = bundle.runner()) {
            return runner.run(bundle.golden().inputs());
        }
    }

    /** The outputs of DJL's ONNX Runtime engine, shape (inputs, labels), from the bundle unpacked into a folder. */
    private static float[][] inDjl(Bundle bundle) {
        try (TemporaryFolder folder = TemporaryFolder.create("plumbline-golden")) {
            Files.write(folder.path().resolve(Bundles.ONNX), bundle.onnx());
            Files.write(folder.path().resolve(Bundles.SERVING), ServingProperties.write(bundle.definition()));
            return predict(folder.path(), bundle);
        } catch (IOException e) {
            throw new UncheckedIOException("A bundle could not be unpacked to be tried", e);
        }
    }

    private static float[][] predict(Path folder, Bundle bundle) {
        DjlSettings.apply();
        float[][] inputs = bundle.golden().inputs();
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(folder)
                .optEngine("OnnxRuntime")
                .optDevice(Device.cpu())
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            Shape shape = new Shape(bundle.definition().input().port().batch(1));
            float[][] rows = new float[inputs.length][];
            for (int i = 0; i < rows.length; i++) {
                // One at a time, for the batch of some models is fixed.
                rows[i] = predictor
                        .predict(new NDList(manager.create(inputs[i], shape)))
                        .singletonOrThrow()
                        .toFloatArray();
            }
            return rows;
        } catch (IOException | ai.djl.ModelException | ai.djl.translate.TranslateException e) {
            throw new Rejection(
                    Rejection.Kind.REFUSED, "bundle-not-in-djl", "DJL cannot use the bundle: " + e.getMessage(), e);
        }
    }
}
