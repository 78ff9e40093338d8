package io.plumbline.bundle;

import io.plumbline.bundle.onnx.Port;
import io.plumbline.stats.Reference;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a program must know to use a model without DJL: the content of {@code model.json}.
 *
 * @param name of the model, lower case, 1 to 64 characters
 * @param version of the model, 1 to 32 characters
 * @param task what it is for
 * @param labels of a classifier one for each output, in order; 2 to 1,000, distinct, one line each. Of a segmenter the one thing
 *     that it masks
 * @param input what the graph takes
 * @param output name of the output tensor, shape (N, labels), or (N, 1, height, width) of a segmenter
 * @param temperature by which logits are divided before softmax or sigmoid; 1 where it is folded into the weights
 * @param abstainThreshold confidence in [0, 1] below which an answer is "unsure"
 * @param validation what the model did on pictures that its trainer did not see; of a segmenter a mask is an error where its
 *     intersection over union with the right one is below 1/2
 */
public record ModelDefinition(
        String name,
        String version,
        Task task,
        List<String> labels,
        Input input,
        String output,
        double temperature,
        double abstainThreshold,
        Reference validation) {
    /** Classification by logits. */
    public static final Task CLASSIFICATION = new Task.Classification(false);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
    private static final Pattern LABEL = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final int MOST_LABELS = 1000;

    /** @throws IllegalArgumentException naming the first field that is out of its range, and its value */
    public ModelDefinition {
        check(NAME.matcher(name).matches(), "name", name, "lower-case letters, digits and . _ -, at most 64");
        check(VERSION.matcher(version).matches(), "version", version, "letters, digits and . _ -, at most 32");
        labels = List.copyOf(labels);
        if (task instanceof Task.Segmentation) {
            check(labels.size() == 1, "labels", labels.size(), "1 label, what the mask shows");
        } else {
            check(labels.size() >= 2 && labels.size() <= MOST_LABELS, "labels", labels.size(), "2 to 1000 labels");
        }
        for (String label : labels) {
            boolean plain = LABEL.matcher(label).matches() && label.equals(label.strip());
            check(plain, "labels", label, "1 to 100 characters on one line, no blanks at the ends");
        }
        check(new HashSet<>(labels).size() == labels.size(), "labels", labels, "no label twice");
        check(!output.isEmpty() && output.length() <= 200, "output.name", output, "1 to 200 characters");
        boolean warm = temperature > 0 && Double.isFinite(temperature);
        check(warm, "temperature", temperature, "a positive finite number");
        check(abstainThreshold >= 0 && abstainThreshold <= 1, "abstainThreshold", abstainThreshold, "0 to 1");
        for (String label : validation.labels().keySet()) {
            check(labels.contains(label), "validation.labels", label, "only the model's own labels");
        }
    }

    /** What the graph gives. */
    public Port outputPort() {
        if (task instanceof Task.Classification) {
            return Port.of(output, labels.size());
        }
        return input.layout().equals(Input.NHWC)
                ? Port.of(output, input.height(), input.width(), 1)
                : Port.of(output, 1, input.height(), input.width());
    }

    /** What the graph gave for a picture as logits: of probabilities their logarithms, which are logits to softmax. */
    public float[] logits(float[] outputs) {
        return task.probabilities() ? logarithms(outputs) : outputs;
    }

    /** The logarithms of probabilities, of 0 that of the least normal number. */
    public static float[] logarithms(float[] probabilities) {
        float[] logs = new float[probabilities.length];
        for (int c = 0; c < logs.length; c++) {
            logs[c] = (float) Math.log(Math.max(probabilities[c], Float.MIN_NORMAL));
        }
        return logs;
    }

    /** The definition as the bytes of {@code model.json}; equal definitions give equal bytes. */
    public byte[] toJson() {
        return ModelJson.write(this);
    }

    /**
     * Reads {@code model.json}.
     *
     * @throws io.plumbline.kernel.Rejection REFUSED, {@code model-json-wrong}, naming the field
     */
    public static ModelDefinition fromJson(byte[] json) {
        return ModelJson.read(json);
    }

    /** The same model under another version, with another validation and its temperature folded into the weights. */
    public ModelDefinition next(String nextVersion, Reference nextValidation) {
        return next(nextVersion, labels, abstainThreshold, nextValidation);
    }

    /** As above, with other classes and another threshold. */
    public ModelDefinition next(
            String nextVersion, List<String> nextLabels, double nextThreshold, Reference nextValidation) {
        return new ModelDefinition(
                name, nextVersion, task, nextLabels, input, output, 1, nextThreshold, nextValidation);
    }

    private static void check(boolean ok, String field, Object value, String expected) {
        if (!ok) {
            throw new IllegalArgumentException(field + " is '" + value + "', expected: " + expected);
        }
    }

    /**
     * The input tensor: float32 (N, channels, height, width), or with the channels last, {@code x = (v / 255 − mean[c]) / sd[c]} of a sample v in
     * 0..255.
     *
     * @param name of the tensor
     * @param width in pixels, 1 to 4096
     * @param height in pixels, 1 to 4096
     * @param channels 1 (grey) or 3 (red, green, blue)
     * @param layout {@code NCHW} or {@code NHWC}
     * @param mean one for each channel, finite
     * @param sd one for each channel, positive
     */
    public record Input(
            String name, int width, int height, int channels, String layout, List<Float> mean, List<Float> sd) {
        /** Plane by plane. */
        public static final String NCHW = "NCHW";

        /** Pixel by pixel. */
        public static final String NHWC = "NHWC";

        private static final int MOST_PIXELS = 4096;
        /** Values in memory at a time, some 64 MB. */
        private static final int MOST_HELD = 1 << 24;

        /** @throws IllegalArgumentException naming the first field that is out of its range, and its value */
        public Input {
            mean = List.copyOf(mean);
            sd = List.copyOf(sd);
            check(!name.isEmpty() && name.length() <= 200, "input.name", name, "1 to 200 characters");
            check(width >= 1 && width <= MOST_PIXELS, "input.width", width, "1 to 4096");
            check(height >= 1 && height <= MOST_PIXELS, "input.height", height, "1 to 4096");
            check(channels == 1 || channels == 3, "input.channels", channels, "1 or 3");
            check(layout.equals(NCHW) || layout.equals(NHWC), "input.layout", layout, "NCHW or NHWC");
            check(mean.size() == channels, "input.mean", mean, "one number for each channel");
            check(sd.size() == channels, "input.sd", sd, "one number for each channel");
            for (int c = 0; c < channels; c++) {
                check(Float.isFinite(mean.get(c)), "input.mean", mean, "finite numbers");
                check(Float.isFinite(sd.get(c)) && sd.get(c) > 0, "input.sd", sd, "positive finite numbers");
            }
        }

        /** A grey picture whose samples are only divided by 255. */
        public static Input grey(String name, int width, int height) {
            return new Input(name, width, height, 1, "NCHW", List.of(0f), List.of(1f));
        }

        /** A square colour picture whose samples are brought to about −2 to 2. */
        public static Input colour(String name, int side) {
            return new Input(name, side, side, 3, NCHW, List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f));
        }

        /** What the graph takes. */
        public Port port() {
            return layout.equals(NHWC)
                    ? Port.of(name, height, width, channels)
                    : Port.of(name, channels, height, width);
        }

        /** Number of values in one input. */
        public int size() {
            return channels * height * width;
        }

        /** How many inputs to hold in memory at a time: so many at most, fewer if they are large. */
        public int atOnce(int most) {
            return Math.max(1, Math.min(most, MOST_HELD / size()));
        }
    }
}
