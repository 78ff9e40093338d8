package io.plumbline.retrain.djl.head;

import io.plumbline.bundle.onnx.Head;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a last layer is to be trained on.
 *
 * @param train samples to learn from, at least one
 * @param validation samples to choose the penalty and the number of epochs by; may be empty if there is only one penalty,
 *     then all epochs are run
 * @param start the layer to begin at, and to be drawn back to; its classes are at least 2, and every label is below them
 * @param settings how
 */
public record HeadTask(Samples train, Samples validation, Head start, Settings settings) {
    /** @throws IllegalArgumentException if there is nothing to train on or to choose by, or a label or width does not fit */
    public HeadTask {
        int classes = start.classes();
        if (train.size() == 0 || classes < 2) {
            throw new IllegalArgumentException(
                    "A last layer needs samples and at least 2 classes, got " + train.size() + " and " + classes);
        }
        if (validation.size() == 0 && settings.penalties().size() > 1) {
            throw new IllegalArgumentException(
                    "Without validation samples no penalty can be chosen among " + settings.penalties() + "; give one");
        }
        int features = start.features();
        for (Samples samples : List.of(train, validation)) {
            for (int i = 0; i < samples.size(); i++) {
                if (samples.features()[i].length != features) {
                    throw new IllegalArgumentException("Sample " + i + " has " + samples.features()[i].length
                            + " features, the layer reads " + features);
                }
                if (samples.labels()[i] < 0 || samples.labels()[i] >= classes) {
                    throw new IllegalArgumentException("Label " + samples.labels()[i] + " is not below " + classes);
                }
            }
        }
    }

    /** Number of classes. */
    public int classes() {
        return start.classes();
    }

    /**
     * How a last layer is trained.
     *
     * @param epochs most passes over the samples, at least 1
     * @param learningRate of Adam at first, positive; it falls to a hundredth by half a cosine (Loshchilov and
     *     Hutter, SGDR, ICLR 2017, without restarts)
     * @param penalties λ to choose from, each at least 0: the loss is the mean weighted cross entropy plus λ / 2 times the
     *     squared distance of the weights (of standardised features) from where they began
     * @param patience epochs in which no penalty's validation loss got better, after which training stops; at least 1
     * @param seed of the order of the samples: the same seed gives the same head on the same machine
     */
    public record Settings(int epochs, double learningRate, List<Double> penalties, int patience, long seed) {
        /** @throws IllegalArgumentException if a value is out of its range */
        public Settings {
            penalties = List.copyOf(penalties);
            boolean finite = !penalties.isEmpty() && penalties.stream().allMatch(p -> p >= 0 && Double.isFinite(p));
            if (epochs < 1 || patience < 1 || !(learningRate > 0) || !finite) {
                throw new IllegalArgumentException("Settings out of range: epochs " + epochs + ", learning rate "
                        + learningRate + ", penalties " + penalties + ", patience " + patience);
            }
        }

        private static final double RATE = 0.1;
        private static final double USUAL_FEATURES = 128;

        /**
         * What served well on some hundreds to ten thousand labels. Adam moves every weight by up to its rate at first, so
         * the logits by up to rate times features: with more than 128 features the rate is lower, more than in proportion, and the
         * penalties are higher in proportion, for as many more weights can learn by heart. (1,024 features of a ResNet that somebody
         * else made, 246 labels: without that the validation loss hardly ever fell below the start's.)
         *
         * @param features width of the embeddings
         */
        public static Settings usual(int features, long seed) {
            double wider = Math.max(1, features / USUAL_FEATURES);
            List<Double> penalties = Stream.of(0.1, 0.03, 0.01, 0.003, 0.001)
                    .map(penalty -> penalty * wider)
                    .toList();
            return new Settings(20, RATE / Math.pow(wider, 1.5), penalties, 6, seed);
        }

        /** The same with one penalty, which needs no validation samples. */
        public Settings withPenalty(double penalty) {
            return new Settings(epochs, learningRate, List.of(penalty), patience, seed);
        }
    }
}
