package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.ModelDefinition;
import java.util.List;

/**
 * What a student is to learn.
 *
 * @param input what the student takes; width and height are multiples of 16
 * @param train pictures to learn from, at least one batch
 * @param validation pictures to choose the best epoch by; at least one
 * @param settings how
 */
public record DistillationTask(
        ModelDefinition.Input input, List<MaskPicture> train, List<MaskPicture> validation, Settings settings) {
    private static final int MULTIPLE = 16;

    /** @throws IllegalArgumentException naming what does not fit */
    public DistillationTask {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        if (input.width() % MULTIPLE != 0 || input.height() % MULTIPLE != 0) {
            throw new IllegalArgumentException("A student's input must be multiples of 16 wide and high, not "
                    + input.width() + " × " + input.height());
        }
        if (train.size() < settings.batch() || validation.isEmpty()) {
            throw new IllegalArgumentException("Distillation needs at least " + settings.batch()
                    + " pictures to learn from and 1 to validate, got " + train.size() + " and " + validation.size());
        }
        for (MaskPicture picture : train) {
            check(picture, input);
        }
        for (MaskPicture picture : validation) {
            check(picture, input);
        }
    }

    private static void check(MaskPicture picture, ModelDefinition.Input input) {
        if (picture.planes().length != input.size()) {
            throw new IllegalArgumentException("A picture of " + picture.planes().length
                    + " samples does not fit an input of " + input.channels() + " × " + input.height() + " × "
                    + input.width());
        }
    }

    /**
     * How a student is trained.
     *
     * @param base channels of its first layer, from which all others follow; at least 4
     * @param epochs most passes over the pictures, at least 1
     * @param batch pictures a step, at least 1
     * @param peak highest learning rate of its one cycle, positive
     * @param patience epochs without a better validation after which training stops, at least 1
     * @param seed of everything random: the same seed gives the same student on the same machine
     */
    public record Settings(int base, int epochs, int batch, float peak, int patience, long seed) {
        /** @throws IllegalArgumentException if a value is out of its range */
        public Settings {
            if (base < 4 || epochs < 1 || batch < 1 || !(peak > 0) || patience < 1) {
                throw new IllegalArgumentException("Settings out of range: base " + base + ", epochs " + epochs
                        + ", batch " + batch + ", peak " + peak + ", patience " + patience);
            }
        }

        /** What served well for some hundred pictures. */
        public static Settings usual(int base, long seed) {
            return new Settings(base, 40, 16, 0.01f, 12, seed);
        }
    }
}
