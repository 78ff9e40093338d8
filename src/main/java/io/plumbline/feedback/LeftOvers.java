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

    /** Turns after which old ones are looked at too; and in the first. */
    private static final int TURNS = 720;

    private final Transactions transactions;
    private final OutcomeTable outcomes;
    private final OutcomeCounter counter;
    private volatile int turn;

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
        boolean all = turn == 0;
        int counted = sweep(all);
        // Old ones go on until there are none.
        turn = all && counted == LIMIT ? 0 : (turn + 1) % TURNS;
    }

    private int sweep(boolean all) {
        return transactions.run(c -> {
            if (all) {
                outcomes.giveUp(c);
            }
            List<Outcome> left = outcomes.leftOver(c, all, LIMIT);
            counter.count(c, left);
            return left.size();
        });
    }
}
