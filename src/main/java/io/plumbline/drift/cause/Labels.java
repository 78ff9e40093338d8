package io.plumbline.drift.cause;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** How many labels it takes to know something, at a one-sided level of 5 % and with a power of 80 %. */
public final class Labels {
    private static final double Z_LEVEL = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.05);
    private static final double Z_POWER = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.2);

    private Labels() {}

    /**
     * Pictures that both versions judge, to prove the one better by McNemar's test (Connor, Biometrics 43, 1987), if they err
     * independently of each other: versions that err on the same pictures need fewer.
     *
     * @param worse error rate of the one, over that of the other, to 1
     * @param better error rate of the other, at least 0
     */
    public static long toProveBetter(double worse, double better) {
        double repaired = worse * (1 - better);
        double broken = better * (1 - worse);
        double apart = repaired + broken;
        double gain = repaired - broken;
        double root = Z_LEVEL * Math.sqrt(apart) + Z_POWER * Math.sqrt(Math.max(0, apart - gain * gain));
        return (long) Math.ceil(root * root / (gain * gain));
    }

    /**
     * Labels that tell two explanations apart, where so many tell a little.
     *
     * @param n labels that there are, above 0
     * @param odds log likelihood ratio that they show, either way
     * @return labels at which as much a label makes 20 to 1, at least n
     */
    public static long toDecide(double n, double odds) {
        double wanted = Math.log(20);
        double shown = Math.max(0.1, Math.abs(odds));
        return (long) Math.ceil(n * Math.max(1, wanted / shown));
    }

    /**
     * Labels that tell a mean gap between confidence and accuracy to within some points.
     *
     * @param rate error rate, 0 to 1
     * @param within half the width of a 95 % interval, above 0
     */
    public static long toCalibrate(double rate, double within) {
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.025);
        return (long) Math.ceil(z * z * Math.max(0.01, rate * (1 - rate)) / (within * within));
    }
}
