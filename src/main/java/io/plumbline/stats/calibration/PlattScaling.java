package io.plumbline.stats.calibration;

/**
 * Calibration by a logistic curve (Platt, "Probabilistic outputs for support vector machines", 1999, with his smoothed
 * targets; fitted by the damped Newton method of Lin, Lin and Weng, Mach. Learn. 68, 2007):
 * P(right) = 1 / (1 + exp(slope · score + offset)).
 *
 * @param slope coefficient of the score; negative where a greater score is the better one
 * @param offset constant part
 */
public record PlattScaling(double slope, double offset) {
    private static final int STEPS = 100;
    private static final double RIDGE = 1e-12;
    private static final double PRECISION = 1e-10;
    private static final double LEAST_STEP = 1e-10;

    /** @throws IllegalArgumentException if a number is NaN or infinite */
    public PlattScaling {
        if (!Double.isFinite(slope) || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("Not a logistic curve: " + slope + ", " + offset);
        }
    }

    /**
     * Fits the curve of greatest likelihood to smoothed targets: (n₊ + 1)/(n₊ + 2) for right, 1/(n₋ + 2) for wrong ones, so
     * that it exists also where a score tells right from wrong without error.
     *
     * @param scores one a prediction, finite; for confidences near 0 and 1 rather their log-odds; not changed
     * @param correct whether it was right, as many, at least one; not changed
     * @throws IllegalArgumentException if the lengths differ or are 0, or a score is not finite
     */
    public static PlattScaling fit(double[] scores, boolean[] correct) {
        require(scores, correct);
        int right = 0;
        for (boolean one : correct) {
            right += one ? 1 : 0;
        }
        double[] targets = targets(correct, right);
        double slope = 0;
        double offset = Math.log((correct.length - right + 1.0) / (right + 1.0));
        double loss = loss(scores, targets, slope, offset);
        for (int step = 0; step < STEPS; step++) {
            double[] d = direction(scores, targets, slope, offset);
            if (Math.abs(d[2]) <= PRECISION * PRECISION * scores.length) {
                break;
            }
            double part = 1;
            double next = loss(scores, targets, slope + d[0], offset + d[1]);
            while (!(next < loss) && part > LEAST_STEP) {
                part /= 2;
                next = loss(scores, targets, slope + part * d[0], offset + part * d[1]);
            }
            if (!(next < loss)) {
                break;
            }
            slope += part * d[0];
            offset += part * d[1];
            loss = next;
        }
        return new PlattScaling(slope, offset);
    }

    /**
     * Probability of being right.
     *
     * @param score not NaN
     * @return 0 to 1
     * @throws IllegalArgumentException if score is NaN
     */
    public double predict(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("There is no probability at " + score);
        }
        return logistic(slope == 0 ? offset : slope * score + offset);
    }

    private static double[] targets(boolean[] correct, int right) {
        double high = (right + 1.0) / (right + 2.0);
        double low = 1 / (correct.length - right + 2.0);
        double[] targets = new double[correct.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = correct[i] ? high : low;
        }
        return targets;
    }

    /** Newton's step in slope and offset, and its squared length in the metric of the loss. */
    private static double[] direction(double[] scores, double[] targets, double slope, double offset) {
        double g1 = 0;
        double g2 = 0;
        double h11 = RIDGE;
        double h22 = RIDGE;
        double h12 = 0;
        for (int i = 0; i < scores.length; i++) {
            double p = logistic(slope * scores[i] + offset);
            double curvature = p * (1 - p);
            g1 += scores[i] * (targets[i] - p);
            g2 += targets[i] - p;
            h11 += scores[i] * scores[i] * curvature;
            h22 += curvature;
            h12 += scores[i] * curvature;
        }
        double determinant = h11 * h22 - h12 * h12;
        double d1 = -(h22 * g1 - h12 * g2) / determinant;
        double d2 = -(h11 * g2 - h12 * g1) / determinant;
        return new double[] {d1, d2, g1 * d1 + g2 * d2};
    }

    /** Summed cross-entropy: Σ ln(1 + e^t) − (1 − target)·t with t the exponent. */
    private static double loss(double[] scores, double[] targets, double slope, double offset) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            double t = slope * scores[i] + offset;
            loss += Math.log1p(Math.exp(-Math.abs(t))) + Math.max(t, 0) - (1 - targets[i]) * t;
        }
        return loss;
    }

    private static double logistic(double t) {
        return t >= 0 ? Math.exp(-t) / (1 + Math.exp(-t)) : 1 / (1 + Math.exp(t));
    }

    private static void require(double[] scores, boolean[] correct) {
        if (scores.length == 0 || scores.length != correct.length) {
            throw new IllegalArgumentException(
                    "Scores and outcomes must be as many, at least 1, not " + scores.length + " and " + correct.length);
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("A score is finite, not " + score);
            }
        }
    }
}
