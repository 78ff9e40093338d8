package io.plumbline.letters;

import io.plumbline.ingest.IngestConfig;
import io.plumbline.kernel.Chore;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Deletes letters that were retried or discarded, when they are as old as raw predictions may become. Those that wait for a
 * decision stay; the ledger keeps who decided what.
 */
@ApplicationScoped
public class SettledLetters implements Chore {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final IngestConfig config;
    private final Transactions transactions;
    private final InstantSource clock;

    public SettledLetters(IngestConfig config, Transactions transactions, InstantSource clock) {
        this.config = config;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "settled-dead-letters";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void run() {
        transactions.execute(c -> LetterTable.forget(c, clock.instant().minus(config.retention())));
    }
}
