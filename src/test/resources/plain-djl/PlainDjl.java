import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * What anybody with DJL would write to use a served bundle; run by a test in a process without Plumbline.
 *
 * <p>Arguments: URL of the bundle, folder of grey PNG pictures, "arrays" or "images". Prints a line for each picture.
 */
public class PlainDjl {
    public static void main(String[] args) throws Exception {
        try {
            Class.forName("io.plumbline.bundle.Bundles");
            throw new AssertionError("Plumbline is on the class path");
        } catch (ClassNotFoundException expected) {
            // As it should be.
        }
        List<Path> pictures;
        try (Stream<Path> files = Files.list(Path.of(args[1]))) {
            pictures = files.sorted().toList();
        }
        if (args[2].equals("arrays")) {
            arrays(args[0], pictures);
        } else {
            images(args[0], pictures);
        }
    }

    private static void arrays(String url, List<Path> pictures) throws Exception {
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelUrls(url)
                .optEngine("OnnxRuntime")
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            System.out.println("version " + model.getProperty("modelVersion"));
            List<String> labels = Files.readAllLines(model.getModelPath().resolve("synset.txt"));
            for (Path picture : pictures) {
                BufferedImage image = ImageIO.read(picture.toFile());
                int[] samples = image.getRaster().getSamples(0, 0, 28, 28, 0, (int[]) null);
                float[] x = new float[samples.length];
                for (int i = 0; i < x.length; i++) {
                    x[i] = samples[i] / 255f;
                }
                NDArray input = manager.create(x, new Shape(1, 1, 28, 28));
                float[] logits = predictor.predict(new NDList(input)).singletonOrThrow().toFloatArray();
                int best = 0;
                for (int c = 1; c < logits.length; c++) {
                    best = logits[c] > logits[best] ? c : best;
                }
                double sum = 0;
                for (float z : logits) {
                    sum += Math.exp(z - logits[best]);
                }
                System.out.println("said " + labels.get(best) + " " + 1 / sum);
            }
        }
    }

    private static void images(String url, List<Path> pictures) throws Exception {
        Criteria<Image, Classifications> criteria = Criteria.builder()
                .setTypes(Image.class, Classifications.class)
                .optModelUrls(url)
                .optEngine("OnnxRuntime")
                .optTranslatorFactory(new ImageClassificationTranslatorFactory())
                .build();
        try (ZooModel<Image, Classifications> model = criteria.loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            System.out.println("version " + model.getProperty("modelVersion"));
            for (Path picture : pictures) {
                Image image = ImageFactory.getInstance().fromFile(picture);
                Classifications.Classification best = predictor.predict(image).best();
                System.out.println("said " + best.getClassName() + " " + best.getProbability());
            }
        }
    }
}
