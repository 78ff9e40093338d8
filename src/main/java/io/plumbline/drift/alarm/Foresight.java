package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.stats.anytime.CalendarEDetector;

/** How many labels an alarm will take. */
public final class Foresight {
    private static final long MOST = 1L << 40;
    private static final double TWICE = 2;
    private static final double HIGHEST = 0.99;

    private Foresight() {}

    /**
     * Labels after which an alarm comes about if what it counts is twice as frequent as promised, and exactly so.
     *
     * @param years from which it is an alarm
     */
    public static long labels(Settings settings, double years) {
        CalendarEDetector detector = new CalendarEDetector(settings.errors(), settings.labels(), settings.tolerance());
        double rate = Math.min(HIGHEST, TWICE * settings.promised());
        long enough = 1;
        while (enough < MOST && !reached(detector, rate, enough, years)) {
            enough *= 2;
        }
        for (long step = enough / 4; step > 0; step /= 2) {
            enough -= reached(detector, rate, enough - step, years) ? step : 0;
        }
        return enough;
    }

    private static boolean reached(CalendarEDetector detector, double rate, long labels, double years) {
        detector.reset();
        detector.update(1 / ErrorWatch.YEAR_HOURS, Math.round(rate * labels), labels);
        return detector.years() >= years;
    }
}
