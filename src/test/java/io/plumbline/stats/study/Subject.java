package io.plumbline.stats.study;

import io.plumbline.stats.anytime.ECusum;
import io.plumbline.stats.anytime.EShiryaevRoberts;
import io.plumbline.stats.anytime.LearnedBaselineEProcess;
import io.plumbline.stats.anytime.LifetimeEProcess;
import io.plumbline.stats.detector.Adwin;
import io.plumbline.stats.detector.Detector;
import io.plumbline.stats.detector.Kswin;
import io.plumbline.stats.detector.PageHinkley;
import io.plumbline.stats.detector.Signal;
import io.plumbline.stats.moa.SharedDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import moa.classifiers.core.driftdetection.AbstractChangeDetector;

/**
 * What is studied.
 *
 * @param name what it is called
 * @param by whose it is
 * @param once whether it raises one alarm in its life at most
 * @param maker makes a new one for a stream
 */
record Subject(String name, By by, boolean once, Maker maker) {

    /** Whose a subject is. */
    enum By {
        PLUMBLINE("Plumbline"),
        MOA("MOA"),
        ANYTIME("Plumbline, anytime-valid");

        private final String title;

        By(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Makes a watch. */
    interface Maker {
        /**
         * A new one.
         *
         * @param promise rate of errors that is put up with; those that learn it do not look at it
         * @param past a stream like the one to watch, before any change, for those that learn
         */
        Watch make(double promise, ErrorStream past);
    }

    /** Labels from which a baseline is learned. */
    static final int BASELINE = 10_000;

    static final Subject LIFETIME = new Subject(
            "lifetime, α = .05", By.ANYTIME, true, (promise, past) -> once(new LifetimeEProcess(promise, .05)::update));
    static final Subject LEARNED = new Subject("lifetime, learned from 10,000", By.ANYTIME, true, (promise, past) -> {
        int errors = 0;
        for (int i = 0; i < BASELINE; i++) {
            errors += past.next() > 0 ? 1 : 0;
        }
        return once(new LearnedBaselineEProcess(errors, BASELINE, .05, 0)::update);
    });
    static final Subject ADWIN = ours("ADWIN", Adwin::new);

    private interface Update {
        boolean take(boolean error);
    }

    /** All of them: the published ones at their defaults, each beside MOA's, then the anytime-valid ones. */
    static List<Subject> all() {
        List<Subject> all = new ArrayList<>();
        for (SharedDetector shared : SharedDetector.values()) {
            all.add(
                    switch (shared) {
                        case ADWIN -> ADWIN;
                        case PAGE_HINKLEY -> ours(shared.title(), PageHinkley::new);
                        default -> ours(shared.title(), shared::ours);
                    });
            all.add(new Subject(shared.title(), By.MOA, false, (promise, past) -> moas(shared.moas())));
        }
        all.add(ours("KSWIN", Kswin::new));
        for (int power = 5; power <= 6; power++) {
            double runLength = Math.pow(10, power);
            all.add(new Subject("e-SR, A = 1e" + power, By.ANYTIME, false, (promise, past) -> {
                EShiryaevRoberts detector = new EShiryaevRoberts(promise, runLength);
                return x -> detector.update(x > 0);
            }));
        }
        all.add(new Subject("e-CUSUM, A = 1e5", By.ANYTIME, false, (promise, past) -> {
            ECusum detector = new ECusum(promise, 1e5);
            return x -> detector.update(x > 0);
        }));
        all.add(LIFETIME);
        all.add(LEARNED);
        return List.copyOf(all);
    }

    private static Subject ours(String name, Supplier<Detector> maker) {
        return new Subject(name, By.PLUMBLINE, false, (promise, past) -> {
            Detector detector = maker.get();
            return x -> detector.update(x) == Signal.DRIFT;
        });
    }

    private static Watch moas(AbstractChangeDetector detector) {
        return x -> {
            detector.input(x);
            return detector.getChange();
        };
    }

    private static Watch once(Update update) {
        boolean[] raised = {false};
        return x -> {
            boolean first = update.take(x > 0) && !raised[0];
            raised[0] |= first;
            return first;
        };
    }
}
