package io.plumbline.bundle;

/** What a model is for, and how its output is to be read: the fields {@code task}, {@code output.values} and {@code mask}. */
public sealed interface Task {
    /** As in {@code model.json} and in the registry: {@code classification} or {@code segmentation}. */
    String name();

    /**
     * Whether the graph gives probabilities ({@code output.values} is {@code probabilities}), and not logits. The logarithms
     * of a softmax are logits too.
     */
    boolean probabilities();

    /**
     * Which of the labels a picture shows; output (N, labels).
     *
     * @param probabilities whether the output went through softmax
     */
    record Classification(boolean probabilities) implements Task {
        @Override
        public String name() {
            return "classification";
        }
    }

    /**
     * Where in a picture the one label is; output (N, 1, height, width) of the input's size, one value a pixel.
     *
     * @param probabilities whether the output went through a sigmoid
     * @param threshold probability from which on a pixel belongs to the mask, above 0 and below 1
     * @param feather pixels of the picture over which the mask's edge fades, 0 to 64
     */
    record Segmentation(boolean probabilities, double threshold, int feather) implements Task {
        private static final int MOST_FEATHER = 64;

        /** @throws IllegalArgumentException naming the first field that is out of its range, and its value */
        public Segmentation {
            if (!(threshold > 0 && threshold < 1)) {
                throw new IllegalArgumentException(
                        "mask.threshold is '" + threshold + "', expected: a number above 0 and below 1");
            }
            if (feather < 0 || feather > MOST_FEATHER) {
                throw new IllegalArgumentException("mask.feather is '" + feather + "', expected: 0 to 64 pixels");
            }
        }

        @Override
        public String name() {
            return "segmentation";
        }
    }
}
