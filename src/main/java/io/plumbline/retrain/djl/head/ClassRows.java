package io.plumbline.retrain.djl.head;

import io.plumbline.bundle.onnx.Head;
import java.util.List;

/** The layer that training starts at when classes come or go. */
public final class ClassRows {
    private ClassRows() {}

    /**
     * The rows of the classes that stay, as they are; a new class begins as the mean of all old rows, so that its logit is
     * the mean of theirs: never said at first, and as near to each.
     *
     * @param old the champion's last layer
     * @param champion its classes, in order
     * @param next the classes of the layer to train, in order
     * @throws IllegalArgumentException if there are not as many classes as rows
     */
    public static Head start(Head old, List<String> champion, List<String> next) {
        if (champion.size() != old.classes()) {
            throw new IllegalArgumentException(champion.size() + " classes for " + old.classes() + " rows");
        }
        float[][] weight = new float[next.size()][];
        float[] bias = new float[next.size()];
        for (int c = 0; c < bias.length; c++) {
            int row = champion.indexOf(next.get(c));
            weight[c] = row < 0 ? mean(old.weight()) : old.weight()[row];
            bias[c] = row < 0 ? mean(old.bias()) : old.bias()[row];
        }
        return new Head(weight, bias);
    }

    private static float[] mean(float[][] rows) {
        float[] mean = new float[rows[0].length];
        for (int f = 0; f < mean.length; f++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[f];
            }
            mean[f] = (float) (sum / rows.length);
        }
        return mean;
    }

    private static float mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return (float) (sum / values.length);
    }
}
