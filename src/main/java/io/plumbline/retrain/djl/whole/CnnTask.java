package io.plumbline.retrain.djl.whole;

import io.plumbline.bundle.ModelDefinition.Input;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network is to learn from nothing.
 *
 * @param train pictures to learn from, at least one batch
 * @param validation pictures to choose the best epoch by; without any the last one is taken
 * @param labels names of the classes, at least 2
 * @param leastOfAClass pictures to learn from that each class needs
 * @param settings how
 */
public record CnnTask(
        PictureSet train, PictureSet validation, List<String> labels, int leastOfAClass, Settings settings) {
    private static final int LEAST_SIDE = 8;
    private static final int MOST_PIXELS = 512 * 512;

    /** @throws IllegalArgumentException naming what does not fit */
    public CnnTask {
        labels = List.copyOf(labels);
        requireFits(train.input());
        requireEach(train, labels, leastOfAClass);
        if (labels.size() < 2 || train.size() < settings.batch()) {
            throw new IllegalArgumentException("Training from nothing needs at least " + settings.batch()
                    + " pictures to learn from and 2 classes, got " + train.size() + " and " + labels.size() + ".");
        }
    }

    /** Number of classes. */
    public int classes() {
        return labels.size();
    }

    /**
     * Whether a network from nothing can take such pictures.
     *
     * @throws IllegalArgumentException if not, with the sizes that it can
     */
    public static void requireFits(Input input) {
        long pixels = (long) input.width() * input.height();
        if (Math.min(input.width(), input.height()) < LEAST_SIDE || pixels > MOST_PIXELS) {
            throw new IllegalArgumentException("A network that is trained from nothing takes pictures of at least "
                    + LEAST_SIDE + " pixels a side and at most " + MOST_PIXELS + " in all, such as 512 × 512; this"
                    + " model takes " + input.width() + " × " + input.height()
                    + ". Retrain its last layer, or start from a model of another size.");
        }
    }

    private static void requireEach(PictureSet train, List<String> labels, int least) {
        int[] counts = new int[labels.size()];
        for (int i = 0; i < train.size(); i++) {
            counts[train.label(i)]++;
        }
        List<String> lacking = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] < least) {
                lacking.add("'" + labels.get(c) + "' (" + counts[c] + ")");
            }
        }
        if (!lacking.isEmpty()) {
            throw new IllegalArgumentException("A network that is trained from nothing knows of a class only what its"
                    + " pictures show: it takes " + least + " pictures to learn from of each. There are too few of "
                    + String.join(", ", lacking) + ". Bring some along, leave these classes out (without=…), or retrain"
                    + " the last layer.");
        }
    }

    /**
     * How a network is trained.
     *
     * @param epochs most passes over the pictures, at least 1
     * @param batch pictures a step, at least 1
     * @param peak highest learning rate of its one cycle, positive
     * @param patience epochs without a better validation after which training stops, at least 1
     * @param seed of everything random: the same seed gives the same network on the same machine
     */
    public record Settings(int epochs, int batch, float peak, int patience, long seed) {
        private static final int MOST_BATCH = 128;
        private static final int LEAST_BATCH = 16;
        private static final int STEPS_AN_EPOCH = 16;
        private static final float PEAK = 0.01f;
        /** Values of a batch's pictures: what a training holds of them in memory is up to forty times that. */
        private static final int MOST_VALUES = 6_000_000;

        /** @throws IllegalArgumentException if a value is out of its range */
        public Settings {
            if (epochs < 1 || batch < 1 || !(peak > 0) || patience < 1) {
                throw new IllegalArgumentException("Settings out of range: epochs " + epochs + ", batch " + batch
                        + ", peak " + peak + ", patience " + patience);
            }
        }

        /** What served well for tens of thousands of small pictures: batches of 128. */
        public static Settings many(int epochs, long seed) {
            return new Settings(epochs, MOST_BATCH, PEAK, epochs, seed);
        }

        /**
         * What served well for some hundred to some thousand pictures. Smaller batches take smaller steps: their gradients
         * are noisier, by the root of their size.
         *
         * @param pictures to learn from
         * @param input its size bounds the batch, so that a training's memory does
         */
        public static Settings usual(int pictures, Input input, long seed) {
            int wanted = Math.max(LEAST_BATCH, Math.min(MOST_BATCH, pictures / STEPS_AN_EPOCH));
            int batch = Math.min(wanted, MOST_VALUES / input.size());
            return new Settings(40, batch, (float) (PEAK * Math.sqrt(batch / (double) MOST_BATCH)), 12, seed);
        }
    }
}
