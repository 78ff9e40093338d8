package io.plumbline.drift.baseline;

import io.plumbline.drift.baseline.Choice.ByPolicy;
import io.plumbline.drift.baseline.Choice.Span;
import io.plumbline.drift.baseline.Choice.Validation;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A stored choice. */
@Entity
@Immutable
@Table(name = "drift_baseline_choice")
@IdClass(ChoiceRow.Key.class)
class ChoiceRow {
    private static final String SPAN = "span";
    private static final String VALIDATION = "validation";
    private static final String POLICY = "policy";

    @Id
    private String model = "";

    @Id
    private String version = "";

    @Id
    private int number;

    @Column(nullable = false)
    private String what = "";

    @Column(name = "from_hour")
    private @Nullable Instant from;

    @Column(name = "until_hour")
    private @Nullable Instant until;

    @Column(name = "chosen_at", nullable = false)
    private Instant chosenAt = Instant.EPOCH;

    @Column(name = "chosen_by", nullable = false)
    private String chosenBy = "";

    @Column(nullable = false)
    private String reason = "";

    /** Identity of a row. */
    record Key(String model, String version, int number) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** For Hibernate, which fills the fields. */
    protected ChoiceRow() {}

    ChoiceRow(String model, String version, Choice choice) {
        this.model = model;
        this.version = version;
        number = choice.number();
        if (choice.what() instanceof Span span) {
            what = SPAN;
            from = span.from();
            until = span.until();
        } else {
            what = choice.what() instanceof Validation ? VALIDATION : POLICY;
        }
        chosenAt = choice.at();
        chosenBy = choice.by();
        reason = choice.reason();
    }

    Choice toChoice() {
        Choice.What chosen =
                switch (what) {
                    case SPAN ->
                        new Span(
                                Optional.ofNullable(from).orElseThrow(),
                                Optional.ofNullable(until).orElseThrow());
                    case VALIDATION -> new Validation();
                    case POLICY -> new ByPolicy();
                    default -> throw new IllegalStateException("A stored choice is of a " + what);
                };
        return new Choice(number, chosen, chosenAt, chosenBy, reason);
    }
}
