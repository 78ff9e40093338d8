package io.plumbline.bundle;

import ai.djl.Model;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;

/**
 * For DJL: a picture in, a meaningful answer out, an {@link Answer} or a {@link Mask}. Does its pixels in plain Java, so that ONNX Runtime's engine is
 * enough; DJL's own image translators need PyTorch on the class path.
 */
public final class BundleTranslator<O> implements NoBatchifyTranslator<Image, O> {
    /** Where the picture is kept until its mask is made. */
    private static final String SIZE = "size";

    private final ModelDefinition definition;
    private final Reading<O> reading;

    /** What is made of an output for a picture of some size. */
    private interface Reading<O> {
        O of(float[] output, ModelDefinition definition, int width, int height);
    }

    private BundleTranslator(ModelDefinition definition, Reading<O> reading) {
        this.definition = definition;
        this.reading = reading;
    }

    /** A translator for one classifier. */
    public static BundleTranslator<Answer> answers(ModelDefinition definition) {
        return new BundleTranslator<>(definition, (output, of, width, height) -> Answer.of(output, of));
    }

    /** A translator for one segmenter. */
    public static BundleTranslator<Mask> masks(ModelDefinition definition) {
        return new BundleTranslator<>(definition, Mask::of);
    }

    /** The picture is taken as it is: whoever decoded it has held it upright. */
    @Override
    public NDList processInput(TranslatorContext context, Image picture) {
        if (!(picture.getWrappedImage() instanceof BufferedImage image)) {
            throw new IllegalArgumentException("Expected a BufferedImage inside the picture, found "
                    + picture.getWrappedImage().getClass());
        }
        ModelDefinition.Input input = definition.input();
        Shape shape = new Shape(input.port().batch(1));
        context.setAttachment(SIZE, new int[] {image.getWidth(), image.getHeight()});
        return new NDList(context.getNDManager().create(Pixels.of(image, input), shape));
    }

    @Override
    public O processOutput(TranslatorContext context, NDList outputs) {
        NDArray output = outputs.singletonOrThrow();
        int[] size = (int[]) context.getAttachment(SIZE);
        return reading.of(output.toFloatArray(), definition, size[0], size[1]);
    }

    /** Makes the translator from the model.json beside the model; for {@code Criteria.optTranslatorFactory}. */
    public static final class Factory implements TranslatorFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Set<Pair<Type, Type>> getSupportedTypes() {
            return Set.of(new Pair<>(Image.class, Answer.class), new Pair<>(Image.class, Mask.class));
        }

        @Override
        @SuppressWarnings("unchecked") // Safe because: the two types were compared with those of the translator.
        public <I, O> Translator<I, O> newInstance(
                Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
            boolean mask = output == Mask.class;
            if (input != Image.class || !(mask || output == Answer.class)) {
                throw new IllegalArgumentException(
                        "Only Image to Answer or Mask is supported, not " + input + " to " + output);
            }
            try {
                byte[] json = Files.readAllBytes(model.getModelPath().resolve(Bundles.JSON));
                ModelDefinition definition = ModelDefinition.fromJson(json);
                if (mask != definition.task() instanceof Task.Segmentation) {
                    throw new IllegalArgumentException(
                            "A model for " + definition.task().name() + " does not give " + output);
                }
                return (Translator<I, O>) (mask ? masks(definition) : answers(definition));
            } catch (IOException e) {
                throw new IllegalArgumentException("No readable model.json beside the model: " + e.getMessage(), e);
            }
        }
    }
}
