package io.plumbline.client;

import java.util.Random;

/**
 * Draws the audit arm: the predictions whose owner is asked for the truth, whatever the model thinks of them.
 *
 * <p>The draw looks at nothing but its own random numbers, which is what makes the error rate of the arm an honest
 * estimate; its propensity is logged with each event. Safe from several threads.
 */
public final class AuditArm {
    private final double propensity;
    private final Random random;

    /**
     * @param propensity probability of a prediction to be drawn, 0 to 1; 0 switches the arm off
     * @param seed of the random numbers; different on each device and at each start
     */
    public AuditArm(double propensity, long seed) {
        if (!(propensity >= 0 && propensity <= 1)) {
            throw new IllegalArgumentException("Not a probability: " + propensity);
        }
        this.propensity = propensity;
        this.random = new Random(seed);
    }

    /** Whether the next prediction belongs to the arm. */
    public boolean draw() {
        return random.nextDouble() < propensity;
    }

    /** The probability, as it is logged. */
    public double propensity() {
        return propensity;
    }
}
