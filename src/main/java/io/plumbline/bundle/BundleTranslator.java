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
 * For DJL: a picture in, a meaningful answer out. Does its pixels in plain Java, so that ONNX Runtime's engine is
 * enough; DJL's own image translators need PyTorch on the class path.
 */
public final class BundleTranslator implements NoBatchifyTranslator<Image, Answer> {
    private final ModelDefinition definition;

    /** A translator for one model. */
    public BundleTranslator(ModelDefinition definition) {
        this.definition = definition;
    }

    @Override
    public NDList processInput(TranslatorContext context, Image picture) {
        if (!(picture.getWrappedImage() instanceof BufferedImage image)) {
            throw new IllegalArgumentException("Expected a BufferedImage inside the picture, found "
                    + picture.getWrappedImage().getClass());
        }
        ModelDefinition.Input input = definition.input();
        Shape shape = new Shape(1, input.channels(), input.height(), input.width());
        return new NDList(context.getNDManager().create(Pixels.of(image, input), shape));
    }

    @Override
    public Answer processOutput(TranslatorContext context, NDList outputs) {
        NDArray logits = outputs.singletonOrThrow();
        return Answer.of(logits.toFloatArray(), definition);
    }

    /** Makes the translator from the model.json beside the model; for {@code Criteria.optTranslatorFactory}. */
    public static final class Factory implements TranslatorFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Set<Pair<Type, Type>> getSupportedTypes() {
            return Set.of(new Pair<>(Image.class, Answer.class));
        }

        @Override
        @SuppressWarnings("unchecked") // Safe because: the two types were compared with those of the translator.
        public <I, O> Translator<I, O> newInstance(
                Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
            if (input != Image.class || output != Answer.class) {
                throw new IllegalArgumentException("Only Image to Answer is supported, not " + input + " to " + output);
            }
            try {
                byte[] json = Files.readAllBytes(model.getModelPath().resolve(Bundles.JSON));
                return (Translator<I, O>) new BundleTranslator(ModelDefinition.fromJson(json));
            } catch (IOException e) {
                throw new IllegalArgumentException("No readable model.json beside the model: " + e.getMessage(), e);
            }
        }
    }
}
