package io.plumbline.feedback;

import io.plumbline.kernel.Chore;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Counts what two transactions left over that could not see each other. */
@ApplicationScoped
public class LeftOvers implements Chore {
    private static final int LIMIT = 5_000;
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final OutcomeTable outcomes;
    private final OutcomeCounter counter;

    public LeftOvers(Transactions transactions, OutcomeTable outcomes, OutcomeCounter counter) {
        this.transactions = transactions;
        this.outcomes = outcomes;
        this.counter = counter;
    }

    @Override
    public String name() {
        return "feedback-left-overs";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void run() {
        sweep();
    }

    /** Counts them and says how many there were. */
    public int sweep() {
        return transactions.run(c -> {
            List<Outcome> left = outcomes.leftOver(c, LIMIT);
            counter.count(c, left);
            return left.size();
        });
    }
}
