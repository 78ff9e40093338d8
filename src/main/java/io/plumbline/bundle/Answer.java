package io.plumbline.bundle;

import java.util.List;

/**
 * What a classifier says about one picture, in terms an application can use.
 *
 * @param label the most probable one
 * @param confidence its calibrated probability, 0 to 1
 * @param unsure whether the confidence is below the model's threshold, so that the label had better not be trusted
 * @param probabilities one for each label of the model, in its order
 */
public record Answer(String label, double confidence, boolean unsure, List<Double> probabilities) {
    /** Copies the list. */
    public Answer {
        probabilities = List.copyOf(probabilities);
    }

    /**
     * Softmax at the model's temperature.
     *
     * @param outputs of the graph for one picture
     * @throws IllegalArgumentException if there are not as many logits as labels, or one is not a number
     */
    public static Answer of(float[] outputs, ModelDefinition definition) {
        if (!(definition.task() instanceof Task.Classification)) {
            throw new IllegalArgumentException("Model " + definition.name() + " tells no labels");
        }
        float[] logits = definition.logits(outputs);
        if (logits.length != definition.labels().size()) {
            throw new IllegalArgumentException(
                    logits.length + " logits for " + definition.labels().size() + " labels");
        }
        int best = 0;
        for (int c = 0; c < logits.length; c++) {
            if (!Float.isFinite(logits[c])) {
                throw new IllegalArgumentException("Logit " + c + " is " + logits[c]);
            }
            if (logits[c] > logits[best]) {
                best = c;
            }
        }
        double[] p = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp(((double) logits[c] - logits[best]) / definition.temperature());
            sum += p[c];
        }
        Double[] all = new Double[p.length];
        for (int c = 0; c < p.length; c++) {
            all[c] = p[c] / sum;
        }
        double confidence = all[best];
        return new Answer(
                definition.labels().get(best), confidence, confidence < definition.abstainThreshold(), List.of(all));
    }
}
