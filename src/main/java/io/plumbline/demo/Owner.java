package io.plumbline.demo;

import java.time.Duration;
import java.util.Random;

/**
 * How people answer. Asked by the audit arm they tell the truth, if they answer at all; unasked they correct what annoys
 * them, which is biased: an error that the model was unsure of is noticed more often than a confident one. For one
 * thread.
 */
final class Owner {
    private static final double CONFIRMS = 0.003;

    private final Random random;
    private final double answerRate;

    /** @param answerRate share of the asked who answer, 0 to 1 */
    Owner(Random random, double answerRate) {
        this.random = random;
        this.answerRate = answerRate;
    }

    /** Whether the owner corrects (or, if it is right, confirms) a prediction of their own accord. */
    boolean reacts(boolean right, double confidence) {
        // About a tenth of all errors at the confidences that errors have.
        double chance = right ? CONFIRMS : 0.03 + 0.2 * (1 - confidence);
        return random.nextDouble() < chance;
    }

    /** Whether the owner answers when asked. */
    boolean answers() {
        return random.nextDouble() < answerRate;
    }

    /** How long it takes when asked: a few minutes. */
    Duration answerDelay() {
        return Duration.ofSeconds(30 + random.nextInt(570));
    }

    /** How long it takes unasked: up to two hours. */
    Duration reactionDelay() {
        return Duration.ofSeconds(60 + (long) (7_140 * Math.pow(random.nextDouble(), 3)));
    }
}
