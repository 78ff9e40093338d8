package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.Checkpoints.Checkpoint;
import io.plumbline.drift.alarm.Checkpoints.Subject;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.feedback.OutcomeCohorts;
import io.plumbline.feedback.OutcomeCohorts.Cohort;
import io.plumbline.kernel.Cell;
import io.plumbline.registry.ModelVersion;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Brings an alarm of a version up to date. It is a function of what the hours count now, however that came about: it goes on
 * from where it stood, or from the last midnight before which nothing has changed; so a late label is read in its hour, and it
 * costs what was read since.
 */
@ApplicationScoped
public class ErrorWatches {
    /** Midnights that are kept: labels that come later have everything read again. */
    private static final int KEPT = 14;

    private final Transactions transactions;
    private final Checkpoints checkpoints;
    private final OutcomeCohorts cohorts;

    ErrorWatches(Transactions transactions, Checkpoints checkpoints, OutcomeCohorts cohorts) {
        this.transactions = transactions;
        this.checkpoints = checkpoints;
        this.cohorts = cohorts;
    }

    /**
     * The alarm as it stands.
     *
     * @param keys segment keys that are watched beside the fleet
     * @param until end of the last hour that is read, exclusive
     */
    public ErrorWatch upTo(ModelVersion version, Settings settings, List<String> keys, Instant until) {
        List<String> all = new ArrayList<>(keys);
        all.add(Cell.ALL);
        return transactions.run(c -> {
            String made = settings + " " + all + " " + ErrorWatch.FORMAT;
            Subject subject = new Subject(version, settings.counted(), made);
            String seen = checkpoints.now(c);
            Optional<Checkpoint> last = checkpoints.latest(c, subject, until);
            Instant from = last.map(Checkpoint::until).orElse(Instant.EPOCH);
            ErrorWatch watch =
                    last.map(k -> ErrorWatch.fromBytes(settings, k.state())).orElseGet(() -> new ErrorWatch(settings));
            Run run = new Run(watch, from.truncatedTo(ChronoUnit.DAYS));
            cohorts.read(c, version.model(), version.version(), all, from, until, run::read);
            run.watch.judge();
            // Where it stands now, too: until an hour has ended or changed, there is nothing to read.
            if (run.heard() && until.isAfter(from)) {
                run.midnights.addLast(new Checkpoint(until, run.watch.toBytes()));
                Instant oldest = until.minus(Duration.ofDays(KEPT));
                checkpoints.keep(c, subject, seen, List.copyOf(run.midnights), oldest);
            }
            return run.watch;
        });
    }

    /** Reads cohorts, and notes where the watch stood at each midnight. */
    private static final class Run {
        private final ErrorWatch watch;
        private final Deque<Checkpoint> midnights = new ArrayDeque<>();
        private Instant day;

        private Run(ErrorWatch watch, Instant day) {
            this.watch = watch;
            this.day = day;
        }

        /** Whether anything was read, now or before. */
        private boolean heard() {
            return !watch.standings().isEmpty();
        }

        private void read(Cohort cohort) {
            Instant today = cohort.hour().truncatedTo(ChronoUnit.DAYS);
            if (today.isAfter(day)) {
                if (!day.equals(Instant.EPOCH)) {
                    watch.judge();
                    midnights.addLast(new Checkpoint(today, watch.toBytes()));
                    if (midnights.size() > KEPT) {
                        midnights.removeFirst();
                    }
                }
                day = today;
            }
            watch.read(cohort);
        }
    }
}
