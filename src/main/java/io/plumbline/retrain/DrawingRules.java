package io.plumbline.retrain;

import io.plumbline.snapshot.Balance;
import io.plumbline.snapshot.DrawingRule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** How snapshots are drawn that nobody says otherwise about: by the settings. */
@ApplicationScoped
public class DrawingRules {
    private final RetrainConfig config;

    DrawingRules(RetrainConfig config) {
        this.config = config;
    }

    /**
     * The rule.
     *
     * @param since event time from which on pictures are new, such as the moment of change; empty: all of the field are
     */
    public DrawingRule rule(Optional<Instant> since) {
        return new DrawingRule(
                config.seed(),
                config.testShare(),
                config.validationShare(),
                config.replayShare(),
                config.mostOfAClass(),
                Balance.of(config.balance()),
                since);
    }
}
