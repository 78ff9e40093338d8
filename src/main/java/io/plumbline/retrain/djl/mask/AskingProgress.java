package io.plumbline.retrain.djl.mask;

import io.plumbline.retrain.work.TrainingListener;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says how far the asking of a teacher is, and how long it will still take. A large one takes seconds for a picture and is heard of
 * after each, a small one a millisecond: at most once a second.
 */
final class AskingProgress {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final double MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final TrainingListener listener;
    private final double share;
    private final int all;
    private final LongSupplier clock;
    private int known;
    private int asked;
    private boolean begun;
    private long start;
    private long told;

    /**
     * @param share of the whole work that this is
     * @param all pictures that have no mask by a person
     * @param clock nanoseconds since some moment
     */
    AskingProgress(TrainingListener listener, double share, int all, LongSupplier clock) {
        this.listener = listener;
        this.share = share;
        this.all = all;
        this.clock = clock;
    }

    /** Some answers are there from an earlier attempt. */
    void known(int answers) {
        known += answers;
    }

    /** The teacher is about to be asked. */
    void asking() {
        if (!begun) {
            begun = true;
            start = clock.getAsLong();
            goesOn();
            tell(start);
        }
    }

    /** It has answered. */
    void answered() {
        asked++;
        long now = clock.getAsLong();
        if (now - told >= EVERY) {
            tell(now);
        }
    }

    private void goesOn() {
        if (known > 0) {
            listener.log("Goes on with " + known + " answers of the teacher from an earlier attempt.");
        }
    }

    private void tell(long now) {
        told = now;
        int done = known + asked;
        double left = asked == 0 ? 0 : (now - start) / MINUTE / asked * (all - done);
        listener.progress(
                share * done / Math.max(1, all),
                "Asking the teacher about picture " + Math.min(all, done + 1) + " of " + all
                        + (left >= 1 ? ", some " + Math.round(left) + " min left" : ""));
    }

    /** All are answered. */
    void end() {
        if (!begun) {
            goesOn();
        } else {
            double seconds = (clock.getAsLong() - start) / 1e9;
            listener.log(String.format(
                    Locale.ROOT,
                    "The teacher was asked about %,d pictures in %,.0f s, %.2f s each.",
                    asked,
                    seconds,
                    seconds / Math.max(1, asked)));
        }
        listener.progress(share, "Training the student");
    }
}
