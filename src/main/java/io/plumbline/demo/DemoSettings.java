package io.plumbline.demo;

import java.time.Duration;

/**
 * How the simulated fleet behaves.
 *
 * @param model name under which the model is registered
 * @param phones phones in use at any time, at least 4
 * @param predictionsPerSecond of the whole fleet at its busiest hour, in real seconds, above 0
 * @param speed simulated seconds in a real one until the real clock is caught up with, at least 1
 * @param daysBack how far in the past simulated time starts, 1 to 28 days
 * @param warmUp real time at full speed before the worse camera appears
 * @param spread real time at full speed until it has replaced most phones of its make
 * @param auditPropensity share of predictions whose owner is asked, 0 to 1
 * @param answerRate share of the asked who answer, and truthfully, 0 to 1. At 1 the audit arm is a plain random sample
 * @param sendEvery real time between two sendings of a phone, on average
 * @param updateEvery simulated time between two questions of a phone for an update
 * @param autoPromote whether a candidate that passed its gates is promoted without a hand
 */
public record DemoSettings(
        String model,
        int phones,
        double predictionsPerSecond,
        double speed,
        int daysBack,
        Duration warmUp,
        Duration spread,
        double auditPropensity,
        double answerRate,
        Duration sendEvery,
        Duration updateEvery,
        boolean autoPromote) {

    /** @throws IllegalArgumentException if one is out of its range */
    public DemoSettings {
        require(phones >= 4, "phones", phones);
        require(predictionsPerSecond > 0, "predictionsPerSecond", predictionsPerSecond);
        require(speed >= 1, "speed", speed);
        require(daysBack >= 1 && daysBack <= 28, "daysBack", daysBack);
        require(!warmUp.isNegative(), "warmUp", warmUp);
        require(!spread.isNegative(), "spread", spread);
        require(auditPropensity >= 0 && auditPropensity <= 1, "auditPropensity", auditPropensity);
        require(answerRate >= 0 && answerRate <= 1, "answerRate", answerRate);
        require(sendEvery.toMillis() >= 10, "sendEvery", sendEvery);
        require(updateEvery.toMillis() > 0, "updateEvery", updateEvery);
    }

    private static void require(boolean ok, String name, Object value) {
        if (!ok) {
            throw new IllegalArgumentException("Out of range: " + name + " = " + value);
        }
    }

    /** What a newcomer sees: 300 phones, five simulated minutes a second, the worse camera after a minute. */
    public static DemoSettings standard() {
        return new DemoSettings(
                "garments",
                300,
                300,
                300,
                12,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                0.02,
                1.0,
                Duration.ofSeconds(8),
                Duration.ofHours(2),
                true);
    }

    /** The same, promoting by itself or not. */
    public DemoSettings withAutoPromote(boolean promote) {
        return new DemoSettings(
                model,
                phones,
                predictionsPerSecond,
                speed,
                daysBack,
                warmUp,
                spread,
                auditPropensity,
                answerRate,
                sendEvery,
                updateEvery,
                promote);
    }

    /** Simulated time that passes in a real one at full speed. */
    Duration simulated(Duration real) {
        return Duration.ofMillis(Math.round(real.toMillis() * speed));
    }
}
