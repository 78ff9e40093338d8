package io.plumbline.client.model;

import java.util.ArrayList;
import java.util.List;

/** From logits to a {@link Classification}: softmax with temperature, the best few, "unsure". Immutable. */
public final class Postprocessor {
    private final List<String> labels;
    private final double temperature;
    private final double abstainThreshold;
    private final int k;
    private final boolean givesProbabilities;

    /**
     * @param labels names of the classes, in the order of the logits; at least one
     * @param temperature divides the logits (Guo et al. 2017), above 0
     * @param abstainThreshold confidence below which the answer is "unsure", 0 to 1
     * @param k how many classes to report at most, at least 1
     * @throws IllegalArgumentException if one is outside its range
     */
    public Postprocessor(List<String> labels, double temperature, double abstainThreshold, int k) {
        this(labels, temperature, abstainThreshold, k, false);
    }

    /** The same; {@code givesProbabilities} if the output went through softmax. */
    public Postprocessor(
            List<String> labels, double temperature, double abstainThreshold, int k, boolean givesProbabilities) {
        if (labels.isEmpty() || k < 1 || !(temperature > 0) || !(abstainThreshold >= 0 && abstainThreshold <= 1)) {
            throw new IllegalArgumentException("Not usable: " + labels.size() + " labels, temperature " + temperature
                    + ", abstain threshold " + abstainThreshold + ", top " + k);
        }
        this.labels = new ArrayList<String>(labels);
        this.temperature = temperature;
        this.abstainThreshold = abstainThreshold;
        this.k = k;
        this.givesProbabilities = givesProbabilities;
    }

    /**
     * The result for one picture.
     *
     * @param logits one per label, finite
     * @throws IllegalArgumentException if there are more or fewer, or one is not finite
     */
    public Classification classify(float[] logits) {
        double[] p = probabilities(logits);
        boolean[] taken = new boolean[p.length];
        List<Classification.Candidate> top = new ArrayList<Classification.Candidate>();
        for (int rank = 0; rank < Math.min(k, p.length); rank++) {
            int best = -1;
            for (int i = 0; i < p.length; i++) {
                if (!taken[i] && (best < 0 || p[i] > p[best])) {
                    best = i;
                }
            }
            taken[best] = true;
            top.add(new Classification.Candidate(labels.get(best), p[best]));
        }
        return new Classification(top, top.get(0).probability() < abstainThreshold);
    }

    /** softmax(logits / temperature); sums to 1. */
    public double[] probabilities(float[] logits) {
        if (logits.length != labels.size()) {
            throw new IllegalArgumentException(logits.length + " logits for " + labels.size() + " labels");
        }
        double max = Double.NEGATIVE_INFINITY;
        double[] z = new double[logits.length];
        for (int i = 0; i < z.length; i++) {
            if (Float.isNaN(logits[i]) || Float.isInfinite(logits[i])) {
                throw new IllegalArgumentException("Logit is not finite: " + logits[i]);
            }
            // Logarithms of probabilities are logits.
            z[i] = givesProbabilities ? (float) Math.log(Math.max(logits[i], Float.MIN_NORMAL)) : logits[i];
            max = Math.max(max, z[i]);
        }
        double[] p = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.exp((z[i] - max) / temperature);
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
        return p;
    }
}
