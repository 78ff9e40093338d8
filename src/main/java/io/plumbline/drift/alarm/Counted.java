package io.plumbline.drift.alarm;

import io.plumbline.feedback.OutcomeCohorts.Cohort;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.feedback.Outcomes.Drawn;

/**
 * What an alarm counts among the audited labels. Each has its own share of the model's budget, so that all of them together keep
 * it.
 */
public enum Counted {
    /** Wrong predictions: three quarters of the budget. */
    ERRORS("field-error", 0.75),

    /** Wrong predictions that the model was sure of, with a confidence of at least 0.9: a quarter of the budget. */
    CONFIDENT_ERRORS("confident-error", 0.25);

    private final String signal;
    private final double share;

    Counted(String signal, double share) {
        this.signal = signal;
        this.share = share;
    }

    /** As incidents name it. */
    public String signal() {
        return signal;
    }

    /** Its share of the alarm budget, 0 to 1. */
    double share() {
        return share;
    }

    /** How many there are. */
    public long in(Counts counts) {
        return this == ERRORS ? counts.auditedErrors() : counts.auditedConfidentErrors();
    }

    /** How many there are. */
    public long in(Drawn drawn) {
        return this == ERRORS ? drawn.errors() : drawn.confidentErrors();
    }

    long in(Cohort cohort) {
        return this == ERRORS ? cohort.errors() : cohort.confidentErrors();
    }
}
