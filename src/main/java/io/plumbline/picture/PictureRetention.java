package io.plumbline.picture;

import io.plumbline.kernel.Chore;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/** Removes pictures whose time is over, and bytes that a death left behind. */
@ApplicationScoped
public class PictureRetention implements Chore {
    private static final Logger LOG = Logger.getLogger(PictureRetention.class);
    private static final int BATCH = 500;

    private final PictureTable table;
    private final LooseContents loose;
    private final Pictures pictures;
    private final Removal removal;
    private final Transactions transactions;
    private final PicturesConfig config;
    private final InstantSource clock;

    PictureRetention(
            PictureTable table,
            LooseContents loose,
            Pictures pictures,
            Removal removal,
            Transactions transactions,
            PicturesConfig config,
            InstantSource clock) {
        this.table = table;
        this.loose = loose;
        this.pictures = pictures;
        this.removal = removal;
        this.transactions = transactions;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "picture-retention";
    }

    @Override
    public Duration interval() {
        return config.sweep();
    }

    @Override
    public void run() {
        while (pictures.cleanSome(BATCH) == BATCH) {
            LOG.debug("Cleaned pictures that an earlier version had kept as they were sent");
        }
        expire(Consent.TRAINING, config.trainingRetention());
        expire(Consent.DIAGNOSIS, config.diagnosisRetention());
        removeNobodys();
        loose.collect();
    }

    private void expire(Consent consent, Duration retention) {
        Instant before = clock.instant().minus(retention);
        List<String> names = transactions.run(c -> table.expired(c, consent, before, BATCH));
        while (!names.isEmpty()) {
            List<String> expired = names;
            removal.remove(expired);
            LOG.infof(
                    "Removed %d pictures with consent to %s, older than %s", expired.size(), consent.word(), retention);
            names = transactions.run(c -> table.expired(c, consent, before, BATCH));
        }
    }

    private void removeNobodys() {
        Instant before = clock.instant().minus(config.unclaimedRetention());
        String after = "";
        List<String> names = transactions.run(c -> table.nobodys(c, before, "", BATCH));
        while (!names.isEmpty()) {
            List<String> some = names;
            List<String> unneeded = transactions.run(c -> removal.unneeded(c, some));
            if (!unneeded.isEmpty()) {
                removal.remove(unneeded);
            }
            after = some.get(some.size() - 1);
            String next = after;
            names = transactions.run(c -> table.nobodys(c, before, next, BATCH));
        }
    }
}
